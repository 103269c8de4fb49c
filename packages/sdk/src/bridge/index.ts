export { type Bridge, type BridgeOptions, createBridge } from './bridge.ts'
