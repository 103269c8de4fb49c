import { isIn, WORD } from '../characters.ts'
import { looksLikePassword } from '../generic.ts'
import type { FindRule } from '../rule.ts'

/** What follows the name of a command on its line, up to its password: sticky, at the name. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  // A blank behind -p makes these ask for the password: what follows is the database.
  mysql: /(?:mysql|mysql(?:dump|admin|import|show|check|pump|sh))(?:[ \t][^\n|;&]{0,200}?)?[ \t]-p/y,
  mariadb: /mariadb(?:-(?:dump|admin|import|show|check))?(?:[ \t][^\n|;&]{0,200}?)?[ \t]-p/y,
  sshpass: /sshpass(?:[ \t][^\n|;&]{0,60}?)?[ \t]-p[ \t]{0,4}/y,
  'docker login': /docker login[ \t](?:[^\n|;&]{0,200}?[ \t])?-p[ \t]{1,4}/y,
  'podman login': /podman login[ \t](?:[^\n|;&]{0,200}?[ \t])?-p[ \t]{1,4}/y,
  'redis-cli': /redis-cli[ \t](?:[^\n|;&]{0,200}?[ \t])?-a[ \t]{1,4}/y,
  ldapsearch: /ldapsearch[ \t](?:[^\n|;&]{0,200}?[ \t])?-w[ \t]{0,4}/y,
  // Of ~/.netrc, where blanks and line ends are the same.
  machine:
    /machine\s{1,20}(?:localhost|[\w-]{1,60}(?:\.[\w-]{1,60}){1,5})\s{1,20}login\s{1,20}\S{1,100}\s{1,20}password\s{1,20}/y,
}
const PASSWORD = /["']?([^\s"'`<>\u0250-\uffff|;]{4,128})/y

export const PASSWORD_COMMANDS = Object.keys(OPTIONS)

/** The password that a command, or a line of ~/.netrc, is given: `mysql -p…`, `sshpass -p …`, `machine … login … password …`. */
export const commandAt: FindRule['find'] = (text, from, to, found) => {
  const options = OPTIONS[text.slice(from, to)]
  if (options === undefined || isIn(text, from - 1, WORD)) return
  options.lastIndex = from
  if (!options.test(text)) return
  PASSWORD.lastIndex = options.lastIndex
  const match = PASSWORD.exec(text)
  if (match === null || !looksLikePassword(match[1]!, true)) return
  found(PASSWORD.lastIndex - match[1]!.length, PASSWORD.lastIndex, 0.85, 'context')
}
