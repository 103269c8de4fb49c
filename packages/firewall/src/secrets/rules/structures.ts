/** Secrets that are recognised by a structure around them: keys in PEM, JSON web tokens, URLs, headers, Kubernetes manifests. */
import { bitOf, isIn, runEnd, runStart, SLUG, startsWord } from '../characters.ts'
import { entropyOf } from '../entropy.ts'
import { isNugetExample } from '../published.ts'
import { type FindRule, find, type Group, group, near, token } from '../rule.ts'
import { commandAt, PASSWORD_COMMANDS } from './commands.ts'
import { bearerAt, headerAt, userOptionAt } from './http.ts'
import { manifestAt } from './kubernetes.ts'
import { pemAt } from './pem.ts'
import { userinfoAt } from './urls.ts'

const JWT_PART = bitOf('j')
const MOST = 3_000

const NUGET = /<add key="(?:cleartext)?password"\s{1,10}value="([^"'`\s<>\u0250-\uffff]{8,200})"/iy

/** A feed's password, in clear text or encrypted. */
const nugetAt: FindRule['find'] = (text, from, _to, found) => {
  // In front of it stands `<add key="`, and perhaps `ClearText`.
  const tag = text.slice(Math.max(0, from - 24), from).lastIndexOf('<')
  NUGET.lastIndex = Math.max(0, from - 24) + tag
  const match = tag === -1 ? null : NUGET.exec(text)
  if (match === null || /^%.*%$/.test(match[1]!) || isNugetExample(match[1]!)) return
  const start = NUGET.lastIndex - 1 - match[1]!.length
  found(start, NUGET.lastIndex - 1, 0.85, 'structure')
}

/** Whether the head of a token is base64 of a JSON object with an algorithm, as RFC 7515 has it. */
function isJoseHeader(part: string): boolean {
  try {
    const head: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof head === 'object' && head !== null && 'alg' in head
  } catch {
    return false
  }
}

export const STRUCTURES: readonly Group[] = [
  group('private_key', 'Private key', 'Critical', find('private-key', '-----begin', pemAt)),
  group(
    'jwt',
    'JSON web token',
    'High',
    // Found by where its second part begins.
    find('jwt', '.ey', (text, from, _to, found) => {
      const start = runStart(text, from, SLUG, from - MOST)
      if (from - start < 17 || !text.startsWith('ey', start) || !startsWord(text, start)) return
      const dot = runEnd(text, from + 1, JWT_PART, from + MOST)
      if (dot - from < 18 || text.charCodeAt(dot) !== 46) return
      const end = runEnd(text, dot + 1, JWT_PART, dot + 1_500)
      if (isIn(text, end, JWT_PART) || entropyOf(text, start, end) < 3) return
      if (isJoseHeader(text.slice(start, from))) found(start, end, 0.99, 'structure')
      else if (/[0-9]/.test(text.slice(start, from))) found(start, end, 0.8, 'entropy')
    }),
    // A token in base64 once more: its head begins with {"alg, {"typ, {"kid …
    token('jwt-base64', 'ZXlK{j60-4000}{=0-2}', { entropy: 3.5 }),
  ),
  group('url_password', 'Password in a URL', 'High', find('url-password', '://', userinfoAt('web'))),
  group(
    'database_password',
    'Password in a database connection string',
    'Critical',
    find('database-url-password', '://', userinfoAt('database')),
  ),
  group(
    'authorization_header',
    'Credential in an HTTP header or command line',
    'High',
    find(
      'http-header',
      ['-h "', "-h '", '--header ', '--header=', 'authorization:', 'authorization": "'],
      headerAt,
    ),
    find('bearer-token', 'bearer ', bearerAt),
    find('curl-user', [' -u', '--user'], userOptionAt),
    find('command-password', PASSWORD_COMMANDS, commandAt),
  ),
  group(
    'nuget_password',
    'Password in a NuGet configuration',
    'High',
    find('nuget-config-password', 'password" value="', nugetAt),
  ),
  group('kubernetes_secret', 'Kubernetes secret', 'High', find('kubernetes-secret', 'kind:', manifestAt)),
  group(
    'ethereum_private_key',
    'Private key of a crypto wallet',
    'Critical',
    near(
      'ethereum-private-key',
      ['private_key', 'privatekey', 'private key', 'priv_key', 'wallet', 'deployer'],
      ['0x{h64}', '{h64}'],
      { entropy: 3 },
    ),
  ),
]
