import { type AddressInfo, isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Settings } from './options.ts'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** Domains that no public name server answers for: RFC 6761, RFC 6762, RFC 8375, and ICANN's reserved `internal`. */
const PRIVATE_DOMAIN = /\.(?:localhost|local|internal|home\.arpa|test)$/

/**
 * DNS rebinding needs a name that a stranger can point at this machine: a public one. An address, a name without a dot (a machine
 * or a container of this network) and a private domain are none.
 */
const isPrivateName = (name: string): boolean =>
  isIP(name.replace(/^\[|\]$/g, '')) !== 0 || /^[\w-]*$/.test(name) || PRIVATE_DOMAIN.test(name)

/**
 * Whether a Host header may carry a name (lower case, without port). On a loopback address: loopback names. On others: names that no stranger
 * can point here. In both cases the name of this machine's address as configured, and what `allowedHosts` gives.
 */
export function hostCheck({ host, allowedHosts }: Settings): (name: string) => boolean {
  if (allowedHosts.includes('*')) return () => true
  const names = new Set([...LOOPBACK_NAMES, host, ...allowedHosts].map(name => name.toLowerCase()))
  if (isLoopback(host)) return name => names.has(name)
  names.add(hostname().toLowerCase())
  return name => names.has(name) || isPrivateName(name)
}

/** URL under which what listens here can be reached from this machine. */
export function urlOf({ address, family, port }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}
