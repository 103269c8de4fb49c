export {
  type Actor,
  type Administration,
  administrationOf,
  type KeyRotation,
  type KeysToRotate,
  type NewKey,
} from './administration.ts'
export { PERMISSIONS, type Permission, permissionsOfKey, permissionsOfUser } from './permissions.ts'
export { type Reader, readerOf } from './reader.ts'
