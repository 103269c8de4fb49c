import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { TallyError, timeFromMs, timeToMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ControlStore, Session, SessionMethod } from '../ports/control-store.ts'
import { tokenHash } from './secret.ts'
import { toUser } from './users.ts'

export type SessionStore = Pick<
  ControlStore,
  'createSession' | 'session' | 'sessions' | 'endSession' | 'endSessions'
>

/** A session ends so long after it began, whatever happens, … */
export const SESSION_MS = 7 * 24 * 3_600_000
/** … and after so long in which nothing was asked. */
export const SESSION_IDLE_MS = 12 * 3_600_000
/** A synced write with every request would cost more than the request. */
const SEEN_MS = 60_000
/** Sessions of one user at once; the oldest gives way. */
const MAX_SESSIONS = 100

/** 32 random bytes in base64url. With so much entropy a plain SHA-256 is enough to store, as of API keys. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * The sessions of users. A session and its user are read anew with every request: a few microseconds, and what another process changed holds
 * at once. That a password that was changed or a user who was disabled or deleted ends them is a trigger and a foreign key of the database.
 */
export function openSessions(
  db: DatabaseSync,
  clock: Clock,
  run: <T>(work: () => T) => Promise<T>,
): SessionStore {
  const insert = db.prepare(
    `INSERT INTO session (id, hash, user, method, created, last_seen, expires, ip, user_agent)
     SELECT ?1, ?2, name, ?4, ?5, ?5, ?6, ?7, ?8 FROM user WHERE name = ?3 AND disabled IS NULL`,
  )
  const select = db.prepare(
    'SELECT * FROM session WHERE hash = ?1 AND expires > ?2 AND last_seen > ?3 LIMIT 1',
  )
  const selectUser = db.prepare('SELECT * FROM user WHERE name = ? AND disabled IS NULL')
  const selectOf = db.prepare(
    'SELECT * FROM session WHERE user = ?1 AND expires > ?2 AND last_seen > ?3 ORDER BY created DESC, id',
  )
  const touch = db.prepare('UPDATE session SET last_seen = ?1 WHERE id = ?2 AND last_seen < ?1')
  const remove = db.prepare('DELETE FROM session WHERE user = ? AND id = ?')
  const removeOf = db.prepare('DELETE FROM session WHERE user = ?')
  const removeOver = db.prepare('DELETE FROM session WHERE expires <= ? OR last_seen <= ?')
  const removeOldest = db.prepare(
    `DELETE FROM session WHERE id IN
       (SELECT id FROM session WHERE user = ? ORDER BY created DESC, id LIMIT -1 OFFSET ${MAX_SESSIONS})`,
  )

  /** What a session must be later than not to be over: expires, last_seen. */
  const bounds = (now: number): [string, string] => [timeFromMs(now), timeFromMs(now - SESSION_IDLE_MS)]

  const note = (session: Session, now: number): Session => {
    if (now - timeToMs(session.lastSeen) < SEEN_MS) return session
    const lastSeen = timeFromMs(now)
    try {
      touch.run(lastSeen, session.id)
    } catch {
      // The database is busy or full: what matters fails louder elsewhere, and the next request notes it.
    }
    return { ...session, lastSeen }
  }

  return {
    createSession: ({ user, method, ip, userAgent }) =>
      run(() => {
        const now = clock.now()
        const token = randomBytes(32).toString('base64url')
        const session: Session = {
          id: randomBytes(8).toString('hex'),
          user,
          method,
          created: timeFromMs(now),
          lastSeen: timeFromMs(now),
          expires: timeFromMs(now + SESSION_MS),
          ...(ip === undefined ? {} : { ip }),
          ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 512) }),
        }
        db.exec('BEGIN IMMEDIATE')
        try {
          const { changes } = insert.run(
            session.id,
            tokenHash(token),
            user,
            method,
            session.created,
            session.expires,
            session.ip ?? null,
            session.userAgent ?? null,
          )
          if (changes === 0)
            throw new TallyError('TALLY_USER_NOT_FOUND', 'there is no such user who may sign in')
          removeOver.run(...bounds(now))
          removeOldest.run(user)
          db.exec('COMMIT')
        } finally {
          if (db.isTransaction) db.exec('ROLLBACK')
        }
        return { session, token }
      }),

    session: token =>
      run(() => {
        if (!TOKEN.test(token)) return undefined
        const now = clock.now()
        const row = select.get(tokenHash(token), ...bounds(now))
        if (row === undefined) return undefined
        const user = selectUser.get(String(row.user))
        return user && { session: note(toSession(row), now), user: toUser(user) }
      }),

    sessions: user => run(() => selectOf.all(user, ...bounds(clock.now())).map(toSession)),

    endSession: (user, id) =>
      run(() => {
        if (remove.run(user, id).changes === 0)
          throw new TallyError('TALLY_SESSION_NOT_FOUND', 'there is no such session')
      }),

    endSessions: user => run(() => Number(removeOf.run(user).changes)),
  }
}

function toSession(row: Record<string, unknown>): Session {
  return {
    id: String(row.id),
    user: String(row.user),
    method: String(row.method) as SessionMethod,
    created: String(row.created),
    lastSeen: String(row.last_seen),
    expires: String(row.expires),
    ...(row.ip === null ? {} : { ip: String(row.ip) }),
    ...(row.user_agent === null ? {} : { userAgent: String(row.user_agent) }),
  }
}
