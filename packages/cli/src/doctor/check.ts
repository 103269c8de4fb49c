/** What one check found. `fix` says what to do where it is not ok. */
export type Finding = {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly message: string
  readonly fix?: string
}

export function ok(name: string, message: string): Finding {
  return { name, status: 'ok', message }
}

export function warn(name: string, message: string, fix: string): Finding {
  return { name, status: 'warn', message, fix }
}

export function fail(name: string, message: string, fix: string): Finding {
  return { name, status: 'fail', message, fix }
}
