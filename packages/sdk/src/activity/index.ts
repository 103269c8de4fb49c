export { type Activity, type ActivityLogger, type AuditFields, createActivityLogger } from './activity.ts'
