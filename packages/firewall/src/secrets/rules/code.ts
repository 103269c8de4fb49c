/** Where code lives and is built: version control, package registries, continuous integration, quality and error tracking. */
import { crc32 } from 'node:zlib'
import { type Check, type Group, group, mixed, near, token } from '../rule.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * The last six characters are the CRC-32 of the ones behind the prefix, in base62 (GitHub, "Behind GitHub's new authentication token
 * formats", 2021; npm does the same).
 */
const base62Checksum: Check = value => {
  const body = value.slice(value.indexOf('_') + 1, -6)
  let rest = crc32(body)
  let tail = ''
  for (let i = 0; i < 6; i++) {
    tail = BASE62[rest % 62]! + tail
    rest = Math.floor(rest / 62)
  }
  return value.endsWith(tail) ? 'crc32' : undefined
}

export const CODE: readonly Group[] = [
  group(
    'github_token',
    'GitHub token',
    'Critical',
    token('github-pat', 'ghp_{a36}', { entropy: 3, inside: true, open: true, check: base62Checksum }),
    token('github-oauth', 'gho_{a36}', { entropy: 3, inside: true, open: true, check: base62Checksum }),
    token('github-app-token', ['ghs_{d4-10}_ey{s17-600}.ey{s17-3000}.{s20-800}', 'ghu_{a36}', 'ghs_{a36}'], {
      entropy: 3,
      inside: true,
      open: true,
      check: base62Checksum,
    }),
    token('github-refresh-token', 'ghr_{a36-80}', {
      entropy: 3,
      inside: true,
      open: true,
      check: base62Checksum,
    }),
    token('github-fine-grained-pat', 'github_pat_{w82}', { entropy: 3, inside: true, open: true }),
  ),
  group(
    'gitlab_token',
    'GitLab token',
    'Critical',
    token('gitlab-pat', ['glpat-{s27-300}.{a2}{a7}', 'glpat-{s20-300}'], { entropy: 3, open: true }),
    token(
      'gitlab-runner-token',
      ['glrt-t{d1}_{s27-300}.{a2}{a7}', 'glrt-{s20-300}', 'glrtr-{s20-300}', 'GR1348941{s20}'],
      {
        entropy: 3,
        open: true,
      },
    ),
    token(
      'gitlab-token',
      [
        'gldt-{s20-60}',
        'glffct-{s20-60}',
        'glft-{s20-60}',
        'glimt-{s25-60}',
        'glagent-{s50-80}',
        'gloas-{s64-80}',
        'glptt-{h40}',
        'glsoat-{s20-60}',
        'glwt-{s20-60}',
        'glcbt-{a1-5}_{s20-60}',
      ],
      { entropy: 3, open: true },
    ),
    near('gitlab-session-cookie', '_gitlab_session', '{a32}', { entropy: 3 }),
  ),
  group(
    'bitbucket_secret',
    'Bitbucket client secret or password',
    'High',
    token('bitbucket-app-password', 'ATBB{a32}', { entropy: 3 }),
    token('bitbucket-access-token', 'ATCTT3{e150-220}', { entropy: 3.5 }),
    near('bitbucket-client-id', 'bitbucket', '{a32}'),
    near('bitbucket-client-secret', 'bitbucket', '{e64}'),
  ),
  group(
    'atlassian_token',
    'Atlassian API token',
    'High',
    token('atlassian-api-token', 'ATATT3{e150-220}', { entropy: 3.5 }),
    near('atlassian-legacy-api-token', ['atlassian', 'confluence', 'jira'], '{a20}{h4}', {
      entropy: 3.5,
      check: mixed,
    }),
  ),
  group(
    'npm_token',
    'npm access token',
    'Critical',
    token('npm-access-token', 'npm_{a36}', { cased: false, check: base62Checksum }),
    near('npm-auth-token', ['_authtoken', '_auth'], ['{uuid}', '{k20-400}'], { entropy: 3.2, check: mixed }),
  ),
  group(
    'pypi_token',
    'PyPI upload token',
    'Critical',
    token('pypi-upload-token', ['pypi-AgEIcHlwaS5vcmc{s50-1000}', 'pypi-AgENdGVzdC5weXBpLm9yZ{s50-1000}'], {
      entropy: 3,
    }),
  ),
  group('rubygems_token', 'RubyGems API token', 'Critical', token('rubygems-api-token', 'rubygems_{h48}')),
  group(
    'nuget_key',
    'NuGet API key',
    'High',
    token('nuget-api-key', 'oy2{a43}', { entropy: 4, check: mixed }),
  ),
  group(
    'clojars_token',
    'Clojars API token',
    'High',
    token('clojars-api-token', 'CLOJARS_{a60}', { cased: false }),
  ),
  group(
    'crates_token',
    'crates.io token',
    'Critical',
    token('crates-token', 'cio{a32}', { entropy: 4, check: mixed }),
  ),
  group(
    'docker_token',
    'Docker access token',
    'High',
    token('docker-token', ['dckr_pat_{s27}', 'dckr_oat_{s32}'], { entropy: 3 }),
  ),
  group(
    'jfrog_token',
    'JFrog token or API key',
    'High',
    token('artifactory-api-key', 'AKCp{a69}', { entropy: 4.2 }),
    token('artifactory-reference-token', 'cmVmd{a59}', { entropy: 4.2 }),
    near('jfrog-api-key', ['jfrog', 'artifactory', 'bintray', 'xray'], '{a73}'),
    near('jfrog-identity-token', ['jfrog', 'artifactory', 'bintray', 'xray'], '{a64}'),
  ),
  group(
    'sourcegraph_token',
    'Sourcegraph access token',
    'High',
    token('sourcegraph-access-token', ['sgp_{h16}_{h40}', 'sgp_local_{h40}', 'sgp_{h40}', 'sgd_{h64}'], {
      entropy: 3,
      cased: false,
    }),
    near('sourcegraph-legacy-token', 'sourcegraph', '{h40}', { entropy: 3, mixed: true }),
  ),
  group('readme_key', 'ReadMe API key', 'High', token('readme-api-token', 'rdme_{a70}')),
  group(
    'postman_key',
    'Postman API key',
    'High',
    token('postman-api-token', 'PMAK-{h24}-{h34}', { entropy: 3 }),
  ),
  group(
    'figma_token',
    'Figma token',
    'High',
    token('figma-token', ['figd_{s40-60}', 'figu_{s40-60}', 'figo_{s40-60}', 'figh_{s40-60}'], {
      entropy: 3,
    }),
  ),
  group(
    'sidekiq_credential',
    'Sidekiq Enterprise credential',
    'High',
    near(
      'sidekiq-secret',
      ['bundle_enterprise__contribsys__com', 'bundle_gems__contribsys__com'],
      '{h8}:{h8}',
    ),
  ),
  group(
    'contentful_token',
    'Contentful token',
    'High',
    token('contentful-pat', 'CFPAT-{s43}', { entropy: 3 }),
    near('contentful-delivery-api-token', 'contentful', '{e43}'),
  ),
]
