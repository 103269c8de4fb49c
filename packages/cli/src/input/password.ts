import { text } from 'node:stream/consumers'
import { TallyError } from '@tallystick/core'
import { Interruption } from '../exit-codes.ts'

/** What a password is typed into: standard input, where a person sits before it. */
export type Keyboard = {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
  setEncoding(encoding: 'utf8'): unknown
  on(event: 'data', listener: (text: string) => void): unknown
  off(event: 'data', listener: (text: string) => void): unknown
  resume(): unknown
  pause(): unknown
}

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const CTRL_U = '\u0015'
const DELETE = '\u007f'
const SIGINT_EXIT = 130

/** Asks for a line that is not shown while it is typed. Rejects with an `Interruption` at Ctrl-C. */
export function askHidden(
  question: string,
  keyboard: Keyboard,
  say: (text: string) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = []
    const end = (settle: () => void) => {
      keyboard.off('data', onData)
      keyboard.setRawMode?.(false)
      keyboard.pause()
      say('\n')
      settle()
    }
    const onData = (keys: string) => {
      for (const key of keys)
        switch (key) {
          case '\r':
          case '\n':
          case CTRL_D:
            return end(() => resolve(typed.join('')))
          case CTRL_C:
            return end(() => reject(new Interruption(SIGINT_EXIT)))
          case CTRL_U:
            typed = []
            break
          case DELETE:
          case '\b':
            typed.pop()
            break
          default:
            if (key >= ' ') typed.push(key)
        }
    }
    say(question)
    keyboard.setRawMode?.(true)
    keyboard.setEncoding('utf8')
    keyboard.on('data', onData)
    keyboard.resume()
  })
}

export type PasswordOptions = { readonly passwordStdin?: boolean; readonly generate?: boolean }

/** A password that somebody gave, or undefined where one is to be made. */
export async function readPassword(
  { passwordStdin, generate }: PasswordOptions,
  say: (text: string) => void,
): Promise<string | undefined> {
  if (passwordStdin && generate)
    throw new TallyError('TALLY_CLI_USAGE', '--password-stdin and --generate exclude each other')
  if (passwordStdin) return (await text(process.stdin)).replace(/\r?\n$/, '')
  if (generate || process.stdin.isTTY !== true) return undefined
  const first = await askHidden('Password (empty: one is made): ', process.stdin, say)
  if (first === '') return undefined
  if ((await askHidden('Once more: ', process.stdin, say)) !== first)
    throw new TallyError('TALLY_CLI_USAGE', 'the two passwords differ')
  return first
}
