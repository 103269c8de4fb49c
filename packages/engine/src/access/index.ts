export { PERMISSIONS, type Permission, permissionsOfKey, permissionsOfUser } from './permissions.ts'
