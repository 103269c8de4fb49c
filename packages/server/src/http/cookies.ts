import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from './host.ts'
import type { Settings } from './options.ts'

export type CookieOptions = {
  /** Seconds; 0 takes the cookie away. */
  readonly maxAge: number
  /** `Strict` is never sent with what another site begins, `Lax` with its links and redirects. */
  readonly sameSite: 'Strict' | 'Lax'
}

/**
 * Cookies of this server: HttpOnly, of every path, of this host. When the browser speaks https they are `Secure` and their names have the prefix
 * `__Host-` (RFC 6265bis §4.1.3.2), and only such are read: neither another host of the same domain nor somebody on the wire can plant one.
 */
export type Cookies = {
  read(request: FastifyRequest, name: string): string | undefined
  /** `value`: characters of base64url and dots. */
  write(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    value: string,
    options: CookieOptions,
  ): void
}

export function createCookies({ publicUrl }: Pick<Settings, 'publicUrl'>): Cookies {
  const isSecure = (request: FastifyRequest): boolean =>
    publicUrl?.startsWith('https:') === true || request.protocol === 'https' || isBehindTls(request)
  const nameFor = (request: FastifyRequest, name: string): string =>
    isSecure(request) ? `__Host-${name}` : name
  return {
    read: (request, name) => valueIn(request.headers.cookie ?? '', nameFor(request, name)),
    write: (request, reply, name, value, { maxAge, sameSite }) => {
      const secure = isSecure(request) ? '; Secure' : ''
      reply.header(
        'set-cookie',
        `${nameFor(request, name)}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=${sameSite}${secure}`,
      )
    },
  }
}

/** What a proxy on this machine says of the browser's side; of others it is hearsay. */
function isBehindTls({ headers, socket }: FastifyRequest): boolean {
  const { remoteAddress = '' } = socket
  const said = headers['x-forwarded-proto']
  const address = remoteAddress.replace(/^::ffff:/, '')
  return isLoopback(address) && typeof said === 'string' && said.split(',')[0]!.trim() === 'https'
}

/** Value of a cookie (RFC 6265 §4.2). Undefined when it is not there, or there twice: then somebody planted one. */
function valueIn(header: string, name: string): string | undefined {
  const values = header
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(`${name}=`))
    .map(pair => pair.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}
