import type { DatabaseSync } from 'node:sqlite'
import { TallyError, timeFromMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ControlStore } from '../ports/control-store.ts'
import { tokenHash } from './secret.ts'

export type SecondFactorStore = Pick<
  ControlStore,
  | 'secondFactor'
  | 'offerSecondFactor'
  | 'confirmSecondFactor'
  | 'takeStep'
  | 'takeRecoveryCode'
  | 'removeSecondFactor'
>

/**
 * Second factors of users. Of a recovery code the SHA-256 is stored, with the name of its user: it has 80 random bits. That a code is good once is
 * decided by the database, so that it holds for two requests at once and for two processes.
 */
export function openSecondFactors(
  db: DatabaseSync,
  clock: Clock,
  run: <T>(work: () => T) => Promise<T>,
): SecondFactorStore {
  const select = db.prepare(
    `SELECT secret, created, confirmed,
       (SELECT count(*) FROM recovery_code r WHERE r.user = f.user AND r.used IS NULL) AS recovery_codes
     FROM second_factor f WHERE user = ?`,
  )
  const hasUser = db.prepare('SELECT 1 FROM user WHERE name = ?')
  const offer = db.prepare(
    `INSERT INTO second_factor (user, secret, created, last_step) VALUES (?1, ?2, ?3, 0)
     ON CONFLICT DO UPDATE SET secret = ?2, created = ?3 WHERE confirmed IS NULL`,
  )
  const confirm = db.prepare(
    'UPDATE second_factor SET confirmed = ?2, last_step = ?3 WHERE user = ?1 AND confirmed IS NULL',
  )
  const insertCode = db.prepare('INSERT INTO recovery_code (user, hash) VALUES (?, ?)')
  const takeStep = db.prepare(
    'UPDATE second_factor SET last_step = ?2 WHERE user = ?1 AND last_step < ?2 AND confirmed IS NOT NULL',
  )
  const takeCode = db.prepare(
    'UPDATE recovery_code SET used = ?3 WHERE user = ?1 AND hash = ?2 AND used IS NULL',
  )
  const remove = db.prepare('DELETE FROM second_factor WHERE user = ?')

  const hashOf = (user: string, code: string) => tokenHash(`${user}\n${code}`)

  return {
    secondFactor: user =>
      run(() => {
        const row = select.get(user)
        return (
          row && {
            secret: String(row.secret),
            created: String(row.created),
            recoveryCodes: Number(row.recovery_codes),
            ...(row.confirmed === null ? {} : { confirmed: String(row.confirmed) }),
          }
        )
      }),

    offerSecondFactor: (user, secret) =>
      run(() => {
        if (!hasUser.get(user)) throw new TallyError('TALLY_USER_NOT_FOUND', 'there is no such user')
        if (offer.run(user, secret, timeFromMs(clock.now())).changes === 0)
          throw new TallyError('TALLY_TOTP_EXISTS', `${user} has a second factor already`)
      }),

    confirmSecondFactor: (user, { step, recoveryCodes }) =>
      run(() => {
        db.exec('BEGIN IMMEDIATE')
        try {
          if (confirm.run(user, timeFromMs(clock.now()), step).changes === 0)
            throw new TallyError('TALLY_TOTP_NOT_FOUND', 'no second factor waits to be confirmed')
          for (const code of recoveryCodes) insertCode.run(user, hashOf(user, code))
          db.exec('COMMIT')
        } finally {
          if (db.isTransaction) db.exec('ROLLBACK')
        }
      }),

    takeStep: (user, step) => run(() => takeStep.run(user, step).changes === 1),

    takeRecoveryCode: (user, code) =>
      run(() => takeCode.run(user, hashOf(user, code), timeFromMs(clock.now())).changes === 1),

    removeSecondFactor: user =>
      run(() => {
        if (remove.run(user).changes === 0)
          throw new TallyError('TALLY_TOTP_NOT_FOUND', 'there is no second factor')
      }),
  }
}
