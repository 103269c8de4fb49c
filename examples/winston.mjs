// An application that logs with winston keeps its code; one transport ships its records.
import { TallystickTransport } from '@tallystick/sdk/winston'
import winston from 'winston'

const log = winston.createLogger({
  format: winston.format.combine(winston.format.timestamp(), winston.format.errors({ stack: true })),
  transports: [
    new TallystickTransport({ service: 'shop-winston' }),
    new winston.transports.Console({ format: winston.format.simple() }),
  ],
})
log.info('Order shown', { orderId: 55, requestId: 'req_1' })
log.error(new Error('The warehouse does not answer'))
log.end()
