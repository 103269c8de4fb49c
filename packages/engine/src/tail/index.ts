export { TailHub, type TailMessage, type TailSubscription } from './hub.ts'
