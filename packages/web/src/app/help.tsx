import { Dialog } from '../ui/dialog.tsx'
import { Keys } from '../ui/keys.tsx'
import styles from './help.module.css'
import type { Place } from './places.ts'

const GENERAL: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl K', 'Go anywhere, do anything'],
  ['?', 'This help'],
  ['/', 'Search on this page'],
  ['[', 'Earlier range of time'],
  [']', 'Later range of time'],
  ['r', 'Refresh'],
  ['Esc', 'Close what is open'],
]

const LISTS: readonly (readonly [keys: string, what: string])[] = [
  ['j', 'Next row'],
  ['k', 'Row before'],
  ['Enter', 'Open the row'],
  ['→', 'Go to a value of the row'],
  ['i', 'Include the value'],
  ['x', 'Exclude the value'],
  ['l', 'Follow what comes in (Explore)'],
  ['w', 'Wrap messages (Explore)'],
]

const WORDS: readonly (readonly [query: string, what: string])[] = [
  ['timeout', 'the word in a message'],
  ['"connection refused"', 'the phrase'],
  ['level>=WARNING', 'of that severity or above'],
  ['service:payments -region:eu-1', 'a field is that, another is not'],
  ['user_id:user_7*', 'begins so'],
  ['status_code>=500', 'an attribute, as a number'],
  ['(a OR b) c', 'either, and the third'],
  ['trace_id:*', 'has the field'],
]

export function Help({
  places,
  onClose,
}: {
  readonly places: readonly Place[]
  readonly onClose: () => void
}) {
  return (
    <Dialog title="Help" onClose={onClose} wide>
      <div className={styles.columns}>
        <section>
          <h3>Anywhere</h3>
          <List rows={GENERAL} />
          <h3>In lists</h3>
          <List rows={LISTS} />
        </section>
        <section>
          <h3>Pages</h3>
          <List rows={places.map(({ key, name, about }) => [`g ${key}`, `${name}: ${about}`])} />
        </section>
        <section className={styles.words}>
          <h3>Queries</h3>
          <dl>
            {WORDS.map(([query, what]) => (
              <div key={query}>
                <dt>
                  <code>{query}</code>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <p>
            The API is described at <a href="/docs">/docs</a>; on the command line <code>tally --help</code>{' '}
            says the same.
          </p>
        </section>
      </div>
    </Dialog>
  )
}

function List({ rows }: { readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <dl>
      {rows.map(([keys, what]) => (
        <div key={keys}>
          <dt>
            <Keys keys={keys} />
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  )
}
