import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

export type Download = { readonly mediaType: string; readonly fileName: string }

/**
 * Answers with a file in pieces. The first piece is waited for before the headers go out: what is refused is still a proper error. When it breaks
 * off later the transfer ends without its last chunk.
 */
export async function download(
  reply: FastifyReply,
  { mediaType, fileName }: Download,
  chunks: AsyncIterator<string | Buffer>,
): Promise<FastifyReply> {
  const first = await chunks.next()
  reply.type(mediaType).header('content-disposition', `attachment; filename="${fileName}"`)
  return reply.send(Readable.from(resumed(first, chunks), { objectMode: false, highWaterMark: 256 * 1024 }))
}

async function* resumed(
  first: IteratorResult<string | Buffer>,
  rest: AsyncIterator<string | Buffer>,
): AsyncGenerator<Buffer> {
  try {
    for (let chunk = first; !chunk.done; chunk = await rest.next())
      if (chunk.value.length > 0) yield Buffer.from(chunk.value)
  } finally {
    await rest.return?.()
  }
}
