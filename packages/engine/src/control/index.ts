export { CONTROL_FILE, openControlDatabase } from './database.ts'
export { GRANTS, ROLES, tenantName } from './input.ts'
export { migrate, type SchemaStatus, schemaStatus } from './migrate.ts'
export { type ControlStoreOptions, openControlStore } from './store.ts'
