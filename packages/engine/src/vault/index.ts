export { createVault, type VaultOptions } from './vault.ts'
export { unwrap, wrap } from './wrap.ts'
