import { hash } from 'node:crypto'
import type { Hash } from '@tallystick/core'

/**
 * SHA-256 by OpenSSL. A latin1 string is the cheapest form in which Node hands out a digest: by way of it a hash of 500 bytes costs
 * 0.5 µs rather than the 0.9 µs of asking for a Buffer.
 */
export const sha256: Hash = data => Buffer.from(hash('sha256', data, 'binary'), 'latin1')
