// An application that logs with pino keeps its code; one transport ships its lines.
import pino from 'pino'

const log = pino({
  transport: {
    targets: [
      { target: '@tallystick/sdk/pino', options: { service: 'shop-pino' } },
      // As before, to standard output.
      { target: 'pino/file' },
    ],
  },
})
log.info({ orderId: 55, reqId: 'req_1' }, 'Order shown')
log.error({ err: new Error('The warehouse does not answer') }, 'Order failed')
log.warn({ authorization: 'Bearer do-not-log-me' }, 'Secrets are scrubbed on the way')
log.flush()
