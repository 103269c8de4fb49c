export { clientAddress, type TrustProxy } from './client-address.ts'
export {
  type Arrival,
  beginRequest,
  type Outcome,
  type RequestLog,
  type RequestLogOptions,
} from './request-log.ts'
