import { BlockList, isIP } from 'node:net'
import type { Tallystick } from '../index.ts'

/**
 * Which proxies may say who the client is: none (the default), all, this many nearest ones, or those with these addresses and subnets
 * (`10.0.0.0/8`, `::1`; `loopback` and `private` for the usual ranges).
 */
export type TrustProxy = boolean | number | readonly string[]

type FindAddress = (socket: string | undefined, forwardedFor: string | undefined) => string | undefined

const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', '169.254.0.0/16', 'fe80::/10'],
}

/**
 * Finds the client's address: the first one, going back from the socket over `X-Forwarded-For`, that is no trusted proxy. What stands to the
 * left of it was written by the client and is never looked at. Throws TypeError for an address or subnet that is none.
 */
export function clientAddress(trust: TrustProxy = false): FindAddress {
  const trusted = trusts(trust)
  return (socket, forwardedFor) => {
    let client = socket === undefined ? undefined : plain(socket)
    if (client === undefined || forwardedFor === undefined) return client
    const hops = forwardedFor.split(',')
    for (let hop = 0; hops.length > 0 && trusted(client, hop); hop++) {
      const before = plain(hops.pop()!.trim())
      if (isIP(before) === 0) break
      client = before
    }
    return client
  }
}

/** The same by `trust`, or where that is left out by the setting `trusted_proxies`, also when that is configured later. */
export function addressFinder(tallystick: Tallystick, trust: TrustProxy | undefined): FindAddress {
  let trusted = trust ?? tallystick.config().trustedProxies
  let find = clientAddress(trusted)
  return (socket, forwardedFor) => {
    const now = trust ?? tallystick.config().trustedProxies
    if (now !== trusted) {
      trusted = now
      find = clientAddress(now)
    }
    return find(socket, forwardedFor)
  }
}

/** The address in a text that may have a port, brackets or a zone; undefined when there is none. */
export function addressIn(text: string): string | undefined {
  const address = plain(text)
  return isIP(address) === 0 ? undefined : address
}

function trusts(trust: TrustProxy): (address: string, hop: number) => boolean {
  if (typeof trust === 'boolean') return () => trust
  if (typeof trust === 'number') return (_, hop) => hop < trust
  const list = new BlockList()
  for (const range of trust.flatMap(name => NAMED[name] ?? [name])) {
    const [address = '', bits] = range.split('/')
    const version = isIP(address)
    if (version === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
      throw new TypeError(`${JSON.stringify(range)} is no address or subnet to trust`)
    const family = version === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return address => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** An address without port, brackets, zone (RFC 4007 §11), and the prefix of IPv4 in IPv6. */
function plain(address: string): string {
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare.replace(/%[\w.-]+$/, '')
}
