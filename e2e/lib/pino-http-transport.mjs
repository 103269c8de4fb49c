// A pino worker transport as people write them: batches lines, posts them, tries each batch three times.
import build from 'pino-abstract-transport'

export default function transport({ url, key }) {
  return build(
    async source => {
      let batch = []
      const post = async () => {
        const body = batch.join('')
        batch = []
        for (let attempt = 0; body !== '' && attempt < 3; attempt++) {
          try {
            const response = await fetch(`${url}/api/v1/events`, {
              method: 'POST',
              headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
              body,
            })
            await response.arrayBuffer()
            if (response.ok) return
          } catch {
            // Tried again.
          }
        }
      }
      for await (const { msg, attributes } of source) {
        batch.push(`${JSON.stringify({ message: msg, attributes })}\n`)
        if (batch.length >= 100) await post()
      }
      await post()
    },
    { expectPinoConfig: false },
  )
}
