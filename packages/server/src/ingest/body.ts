import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { TallyError } from '@tallystick/core'
import type { Share } from '../http/budget.ts'
import type { Limits } from '../http/options.ts'
import { decompress, encodingOf } from './decompress.ts'

/**
 * The whole body of an ingest request, decompressed. Rejects TALLY_INGEST_TOO_LARGE as soon as a limit is passed (never
 * holding more than the limits allow), TALLY_INGEST_ENCODING, or TALLY_REQUEST_INVALID when the client stopped early.
 */
export async function readBody(
  stream: Readable,
  headers: IncomingHttpHeaders,
  limits: Limits,
  share: Share,
): Promise<Buffer> {
  const encoding = encodingOf(headers['content-encoding'])
  const sent = await collect(stream, headers['content-length'], limits.bodyBytes, share)
  if (encoding === 'identity' || sent.length === 0) return sent
  return decompress(sent, encoding, limits.decodedBytes, share)
}

function tooLarge(limit: number): TallyError {
  return new TallyError('TALLY_INGEST_TOO_LARGE', `the body is larger than ${limit} bytes`, {
    details: { limit },
  })
}

function collect(
  stream: Readable,
  declared: string | undefined,
  limit: number,
  share: Share,
): Promise<Buffer> {
  if (declared !== undefined && Number(declared) > limit) return Promise.reject(tooLarge(limit))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    let ended = false
    const fail = (error: TallyError) => {
      stream.off('data', onData)
      // What is still arriving is not kept: the connection closes after the answer.
      stream.resume()
      reject(error)
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) return fail(tooLarge(limit))
      try {
        share.take(chunk.length)
      } catch (error) {
        return fail(error as TallyError)
      }
      chunks.push(chunk)
    }
    stream.on('data', onData)
    stream.on('end', () => {
      ended = true
      resolve(Buffer.concat(chunks, length))
    })
    const cut = (cause?: unknown) => {
      if (!ended)
        fail(new TallyError('TALLY_REQUEST_INVALID', 'the body ended before its declared length', { cause }))
    }
    stream.on('error', cut)
    stream.on('close', () => cut())
  })
}
