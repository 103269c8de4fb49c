import { useQueryClient } from '@tanstack/react-query'
import { CornerDownLeft, Search } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { useShortcuts } from '../app/shortcuts.ts'
import { classes } from '../ui/classes.ts'
import type { Editor } from './editor.ts'
import { readHistory, rememberQuery } from './history.ts'
import styles from './query-box.module.css'
import { problemOf } from './terms.ts'
import { vocabularyOf } from './vocabulary.ts'

/** Milliseconds without a key after which an unfinished query is called wrong. */
const QUIET_MS = 900
const PLACEHOLDER = 'timeout level>=WARNING'

/**
 * The box for a query: coloured by what will be understood, completed from what the record holds, wrong where it says so. Enter runs it,
 * Shift+Enter begins a line, Up at its start brings back earlier ones, Escape leaves it; `/` goes there. The editor is loaded after the page;
 * until then a plain field of the same look takes its place.
 */
export function QueryBox({
  value,
  onRun,
  params,
  label = 'Query',
  placeholder = PLACEHOLDER,
  error,
  shortcut = true,
}: {
  /** The query that runs. */
  readonly value: string
  /** Called with one that parses. */
  readonly onRun: (query: string) => void
  /** Range of time whose fields and values are offered. */
  readonly params: { readonly from: string; readonly to: string }
  readonly label?: string
  readonly placeholder?: string
  /** What the server said of `value`. */
  readonly error?: unknown
  /** Whether `/` goes there. */
  readonly shortcut?: boolean
}) {
  const id = useId()
  const client = useQueryClient()
  const host = useRef<HTMLDivElement>(null)
  const plain = useRef<HTMLTextAreaElement>(null)
  const editor = useRef<Editor>(undefined)
  const [loaded, setLoaded] = useState(false)
  const [draft, setDraft] = useState(value)
  const [problem, setProblem] = useState<Problem>()
  const latest = useRef({ onRun, params })
  latest.current = { onRun, params }
  /** The draft as it is now: Enter may come before what was typed has been drawn. */
  const typed = useRef(value)
  /** What was run last, until it is what runs. */
  const asked = useRef<string>(undefined)
  const write = useCallback((text: string) => {
    typed.current = text
    setDraft(text)
  }, [])

  const run = useCallback(() => {
    const text = typed.current
    const found = problemOf(text)
    setProblem(found)
    if (found !== undefined) return
    rememberQuery(text)
    asked.current = text.trim()
    latest.current.onRun(text.trim())
  }, [])

  useEffect(() => {
    let gone = false
    void import('./editor.ts').then(({ createEditor }) => {
      if (gone || host.current === null) return
      const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
      const focused = plain.current !== null && document.activeElement === plain.current
      const caret = plain.current?.selectionStart
      const made = createEditor({
        root,
        text: typed.current,
        label,
        placeholder,
        vocabulary: vocabularyOf(client, () => latest.current.params),
        history: readHistory,
        onChange: write,
        onRun: run,
      })
      editor.current = made
      setLoaded(true)
      if (focused) made.focus(caret)
    })
    return () => {
      gone = true
      editor.current?.destroy()
      editor.current = undefined
    }
  }, [client, label, placeholder, run, write])

  // What runs is what stands there, wherever it came from; but for somebody who typed on since Enter.
  useEffect(() => {
    const own = asked.current === value
    asked.current = undefined
    if (own && typed.current.trim() !== value) return
    write(value)
    editor.current?.setText(value)
  }, [value, write])

  useEffect(() => {
    setProblem(undefined)
    if (draft === '') return
    const timer = setTimeout(() => setProblem(problemOf(draft)), QUIET_MS)
    return () => clearTimeout(timer)
  }, [draft])

  const said: Problem | undefined = problem ?? (draft === value ? answered(error) : undefined)
  useEffect(() => {
    if (!loaded) return
    editor.current?.setProblem(said?.position)
    editor.current?.describe(said?.message)
  }, [loaded, said?.position, said?.message])

  const focus = () => (editor.current === undefined ? plain.current?.focus() : editor.current.focus())
  useShortcuts(shortcut ? { '/': focus } : {})

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') event.currentTarget.blur()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    run()
  }

  return (
    <div className={styles.box}>
      <div className={styles.frame} data-wrong={said !== undefined}>
        <Search size={14} className={styles.icon} aria-hidden="true" />
        <div className={styles.field}>
          {!loaded && (
            <textarea
              ref={plain}
              className={styles.plain}
              rows={1}
              aria-label={label}
              placeholder={placeholder}
              spellCheck={false}
              autoCapitalize="off"
              value={draft}
              onChange={event => write(event.target.value)}
              onKeyDown={onKeyDown}
            />
          )}
          {/* Keys that are typed into the shadow root look from outside as if nothing was being typed: they end here. */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: what is inside of it is the text box. */}
          <div
            ref={host}
            className={styles.editor}
            onKeyDown={event => {
              if (!event.ctrlKey && !event.metaKey) event.nativeEvent.stopPropagation()
            }}
          />
        </div>
        <button
          type="button"
          className={classes(styles.run, draft.trim() !== value && styles.changed)}
          onClick={run}
          aria-label="Run query"
          title="Run query (Enter)"
        >
          <CornerDownLeft size={13} aria-hidden="true" />
        </button>
      </div>
      {said !== undefined && (
        <p className={styles.problem} id={`${id}-problem`} role="alert">
          {said.position !== undefined && <span className={styles.column}>column {said.position + 1}</span>}
          {said.message}
        </p>
      )}
    </div>
  )
}

type Problem = { readonly message: string; readonly position?: number | undefined }

function answered(error: unknown): Problem | undefined {
  return error instanceof ApiError && error.status >= 400 && error.status < 500
    ? { message: error.message, position: error.position }
    : undefined
}
