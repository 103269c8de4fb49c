export { type HistoryBatch, type HistoryPlan, tellHistory } from './history.ts'
export { createLoads } from './loads.ts'
export { planBackfill, planLive } from './plan.ts'
export type { DemoEvent } from './world.ts'
