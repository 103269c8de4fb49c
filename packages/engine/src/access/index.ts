export { type Account, accountOf, type SignIn } from './account.ts'
export {
  type Administration,
  administrationOf,
  type KeyRotation,
  type KeysToRotate,
  type NewKey,
} from './administration.ts'
export { type Actor, type Deed, recordDeed } from './deeds.ts'
export { observedReader, type ReadObserver } from './observed.ts'
export { PERMISSIONS, type Permission, permissionsOfKey, permissionsOfUser } from './permissions.ts'
export { type Reader, readerOf } from './reader.ts'
export { type Read, type Reading, type ReadKind, type ReadTrail, readTrailOf } from './reads.ts'
export { type OpenedFactor, offerSecondFactor, openSecondFactor } from './second-factor.ts'
export { type Views, type ViewsOptions, viewsOf } from './views.ts'
