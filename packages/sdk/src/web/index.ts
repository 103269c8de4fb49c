export { addressFinder, clientAddress, type TrustProxy } from './client-address.ts'
export {
  createRequestLogs,
  headerOf,
  isFirst,
  onEnd,
  type RequestLog,
  type RequestLogOptions,
} from './request-log.ts'
