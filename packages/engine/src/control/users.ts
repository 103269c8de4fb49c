import type { DatabaseSync } from 'node:sqlite'
import { TallyError, timeFromMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ControlStore, Grant, NewUser, Role, User } from '../ports/control-store.ts'
import { tenantName, userGrants, userName, userRole } from './input.ts'
import {
  checkedPassword,
  hasControls,
  hashPassword,
  isPasswordOf,
  normalPassword,
  unmatchableHash,
} from './password.ts'
import { createTurns } from './turns.ts'
import { VerifiedPairs } from './verified.ts'

export type UserStore = Pick<
  ControlStore,
  'createUser' | 'createUserOf' | 'userOf' | 'users' | 'user' | 'changeUser' | 'deleteUser' | 'verifyUser'
>

/** Each scrypt holds a thread and 128 MiB: so many at once, and so many more may wait. */
const CHECKS_AT_ONCE = 2
const CHECKS_WAITING = 16

type Entry = { readonly user: User; readonly password: string }

/**
 * The users of the control plane. `run` is what every operation on the database goes through. Rows are read when they are needed: one
 * lookup by primary key costs a few microseconds, and what another process changed holds with the next request.
 */
export function openUsers(
  db: DatabaseSync,
  clock: Clock,
  cost: number,
  run: <T>(work: () => T) => Promise<T>,
): UserStore {
  const insert = db.prepare(
    'INSERT INTO user (name, tenant, role, grants, password, created) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const select = db.prepare('SELECT * FROM user WHERE name = ?')
  const selectAll = db.prepare('SELECT * FROM user WHERE ?1 IS NULL OR tenant = ?1 ORDER BY name')
  const update = db.prepare(
    'UPDATE user SET role = ?2, grants = ?3, password = ?4, disabled = ?5, password_changed = ?6 WHERE name = ?1',
  )
  const remove = db.prepare('DELETE FROM user WHERE name = ?')
  const hasTenant = db.prepare('SELECT 1 FROM tenant WHERE name = ?')
  const identify = db.prepare('INSERT INTO identity (issuer, subject, user) VALUES (?, ?, ?)')
  const selectIdentity = db.prepare('SELECT user FROM identity WHERE issuer = ? AND subject = ?')

  const verified = new VerifiedPairs(clock)
  const turns = createTurns(CHECKS_AT_ONCE, CHECKS_WAITING)
  const nobody = unmatchableHash(cost)
  /** Checks under way, so that many requests with one password pay once. */
  const checking = new Map<string, Promise<boolean>>()

  const entryOf = (name: string): Entry | undefined => {
    const row = select.get(name)
    return row && { user: toUser(row), password: String(row.password) }
  }
  const found = (name: string): Entry => {
    const entry = entryOf(name)
    if (entry === undefined) throw new TallyError('TALLY_USER_NOT_FOUND', `there is no user ${shown(name)}`)
    return entry
  }
  const mustBeNew = ({ name, tenant }: User): void => {
    if (!hasTenant.get(tenant)) throw new TallyError('TALLY_TENANT_NOT_FOUND', `there is no tenant ${tenant}`)
    if (entryOf(name)) throw alreadyThere(name)
  }
  const add = (user: User, password: string): User => {
    const { name, tenant, role, grants, created } = user
    const { changes } = insert.run(name, tenant, role, grants.join(' '), password, created)
    if (changes === 0) throw alreadyThere(name)
    return user
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.take(work)
    if (turn === undefined)
      throw new TallyError('TALLY_AUTH_BUSY', `${CHECKS_WAITING} password checks are waiting already`)
    return turn
  }

  return {
    async createUser(input) {
      const user = checkedUser(input, clock)
      const password = checkedPassword(input.password)
      await run(() => {
        mustBeNew(user)
      })
      const hash = await inTurn(() => hashPassword(password, cost))
      return run(() => add(user, hash))
    },

    createUserOf: ({ issuer, subject }, input) =>
      run(() => {
        const user = checkedUser(input, clock)
        db.exec('BEGIN IMMEDIATE')
        try {
          mustBeNew(user)
          add(user, unmatchableHash(cost))
          identify.run(issuer, subject, user.name)
          db.exec('COMMIT')
        } finally {
          if (db.isTransaction) db.exec('ROLLBACK')
        }
        return user
      }),

    userOf: ({ issuer, subject }) =>
      run(() => {
        const row = selectIdentity.get(issuer, subject)
        return row && entryOf(String(row.user))?.user
      }),

    users: tenant => run(() => selectAll.all(tenant ?? null).map(toUser)),

    user: name => run(() => entryOf(name)?.user),

    async changeUser(name, change) {
      await run(() => found(name))
      const role = change.role && userRole(change.role)
      const grants = change.grants && userGrants(change.grants)
      const password = change.password === undefined ? undefined : checkedPassword(change.password)
      const hash = password === undefined ? undefined : await inTurn(() => hashPassword(password, cost))
      return run(() => {
        const { user, password: stored } = found(name)
        const now = timeFromMs(clock.now())
        const disabled =
          change.disabled === undefined ? user.disabled : change.disabled ? (user.disabled ?? now) : undefined
        update.run(
          name,
          role ?? user.role,
          (grants ?? user.grants).join(' '),
          hash ?? stored,
          disabled ?? null,
          (hash === undefined ? user.passwordChanged : now) ?? null,
        )
        verified.forget(name)
        return found(name).user
      })
    },

    deleteUser: name =>
      run(() => {
        verified.forget(name)
        if (remove.run(name).changes === 0)
          throw new TallyError('TALLY_USER_NOT_FOUND', `there is no user ${shown(name)}`)
      }),

    async verifyUser(name, given, admit) {
      const password = normalPassword(given)
      const before = await run(() => entryOf(name))
      const usable = before !== undefined && before.user.disabled === undefined && !hasControls(password)
      const stored = usable ? before.password : nobody
      const mark = verified.markOf(stored, password)
      if (usable && verified.has(name, mark)) return before.user

      // By name too: pairs that share a check would tell that neither name is known.
      const id = `${mark.toString('base64')} ${name}`
      let check = checking.get(id)
      if (check === undefined) {
        check = inTurn(() => {
          admit?.()
          return isPasswordOf(stored, password)
        }).finally(() => checking.delete(id))
        checking.set(id, check)
      }
      if (!(await check)) return undefined
      // What changed meanwhile counts: a user disabled during the half second stays out.
      const after = await run(() => entryOf(name))
      if (after === undefined || after.user.disabled !== undefined || after.password !== stored)
        return undefined
      verified.remember(name, mark)
      return after.user
    },
  }
}

function checkedUser(input: Omit<NewUser, 'password'>, clock: Clock): User {
  return {
    name: userName(input.name),
    tenant: tenantName(input.tenant),
    role: userRole(input.role),
    grants: userGrants(input.grants ?? []),
    created: timeFromMs(clock.now()),
  }
}

export function toUser(row: Record<string, unknown>): User {
  return {
    name: String(row.name),
    tenant: String(row.tenant),
    role: String(row.role) as Role,
    grants: String(row.grants)
      .split(' ')
      .filter(grant => grant !== '') as Grant[],
    created: String(row.created),
    ...(row.disabled === null ? {} : { disabled: String(row.disabled) }),
    ...(row.password_changed === null ? {} : { passwordChanged: String(row.password_changed) }),
  }
}

const alreadyThere = (name: string) => new TallyError('TALLY_USER_EXISTS', `user ${name} exists already`)
const shown = (name: string) => JSON.stringify(name.slice(0, 64))
