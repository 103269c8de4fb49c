import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletionIndex,
  startCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands'
import { Compartment, EditorState, Prec, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tokenizeQuery } from '@tallystick/core'
import { placeAt } from './completion.ts'
import { editorTheme } from './editor-theme.ts'
import { recall } from './history.ts'
import { suggestionsAt, type Vocabulary } from './suggestions.ts'

export type EditorOptions = {
  /** A shadow root: the editor's styles go into sheets of its own, which a strict policy allows. */
  readonly root: ShadowRoot
  readonly text: string
  readonly label: string
  readonly placeholder: string
  readonly vocabulary: Vocabulary
  readonly history: () => readonly string[]
  readonly onChange: (text: string) => void
  readonly onRun: () => void
}

export type Editor = {
  readonly setText: (text: string) => void
  /** Marks what is wrong from an offset on; undefined removes the mark. */
  readonly setProblem: (position: number | undefined) => void
  readonly describe: (problem: string | undefined) => void
  readonly focus: (caret?: number) => void
  readonly destroy: () => void
}

const setMark = StateEffect.define<number | undefined>()

const mark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks
    for (const effect of transaction.effects)
      if (effect.is(setMark)) next = markAt(transaction.state, effect.value)
    return next
  },
  provide: field => EditorView.decorations.from(field),
})

function markAt(state: EditorState, position: number | undefined): DecorationSet {
  const { length } = state.doc
  if (position === undefined || length === 0) return Decoration.none
  const from = Math.min(position, length - 1)
  const token = tokenizeQuery(state.doc.toString()).find(({ start, end }) => start <= from && from < end)
  const to = Math.max(from + 1, Math.min(token?.end ?? from + 1, length))
  return Decoration.set(Decoration.mark({ class: 'problem' }).range(from, to))
}

/** Colours by what the lexer of the query language reads: what is shown is what will be understood. */
const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = highlight(view)
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = highlight(update.view)
    }
  },
  { decorations: plugin => plugin.decorations },
)

function highlight(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { kind, start, end } of tokenizeQuery(view.state.doc.toString()))
    if (end > start) builder.add(start, end, Decoration.mark({ class: `q-${kind}` }))
  return builder.finish()
}

export function createEditor(options: EditorOptions): Editor {
  let place = -1
  let draft = ''
  /** Tab was pressed a moment before there was something to take. */
  let awaited = false
  const attributes = new Compartment()

  const step = (by: 1 | -1) => (view: EditorView) => {
    const { head, empty } = view.state.selection.main
    const text = view.state.doc.toString()
    // Up at the very start goes back; once there, both arrows walk on.
    if (place === -1 && !(by === 1 && empty && head === 0)) return false
    if (place === -1) draft = text
    const found = recall(options.history(), place, by, draft)
    if (found === undefined) return by === 1
    place = found.place
    const at = place
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: found.text },
      selection: { anchor: found.text.length },
    })
    place = at
    return true
  }

  const state = EditorState.create({
    doc: options.text,
    extensions: [
      history(),
      highlighting,
      mark,
      EditorView.lineWrapping,
      editorTheme,
      placeholder(options.placeholder),
      attributes.of(contentAttributes(options.label, undefined)),
      autocompletion({
        icons: false,
        activateOnTyping: true,
        maxRenderedOptions: 40,
        // Enter runs the query, unless one of the suggestions was gone to.
        selectOnOpen: false,
        interactionDelay: 0,
        override: [context => complete(context, options.vocabulary)],
      }),
      Prec.high(keymap.of(completionKeymap.filter(({ key }) => key !== 'Enter' && key !== 'Escape'))),
      Prec.highest(
        keymap.of([
          ...completionKeymap.filter(({ key }) => key === 'Enter'),
          { key: 'Shift-Enter', run: insertNewline },
          {
            key: 'Enter',
            run: view => {
              closeCompletion(view)
              options.onRun()
              return true
            },
          },
          {
            key: 'Tab',
            run: view => {
              if (completionStatus(view.state) === null) return false
              awaited = !take(view)
              return true
            },
          },
          {
            key: 'Escape',
            run: view => {
              if (!closeCompletion(view)) view.contentDOM.blur()
              return true
            },
          },
        ]),
      ),
      keymap.of([
        { key: 'ArrowUp', run: step(1) },
        { key: 'ArrowDown', run: step(-1) },
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      // What will be offered is asked for before the first letter.
      EditorView.domEventHandlers({
        focus: () => void options.vocabulary.fields(),
        // Also what is on its way.
        blur: (_, view) => void closeCompletion(view),
        beforeinput: typeOver,
      }),
      EditorView.updateListener.of(update => {
        const status = completionStatus(update.state)
        if (awaited && status === 'active') setTimeout(() => take(update.view))
        if (update.docChanged || status !== 'pending') awaited = false
        if (!update.docChanged) return
        place = -1
        options.onChange(update.state.doc.toString())
      }),
    ],
  })
  const view = new EditorView({ state, root: options.root, parent: options.root })

  return {
    setText: text => {
      if (text === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
    },
    setProblem: position => view.dispatch({ effects: setMark.of(position) }),
    describe: problem =>
      view.dispatch({ effects: attributes.reconfigure(contentAttributes(options.label, problem)) }),
    focus: caret => {
      view.focus()
      const end = view.state.doc.length
      view.dispatch({ selection: { anchor: Math.min(caret ?? end, end) } })
    },
    destroy: () => view.destroy(),
  }
}

/** Takes the suggestion that was gone to, or the first. Says whether there was one. */
function take(view: EditorView): boolean {
  if ((selectedCompletionIndex(view.state) ?? -1) < 0) moveCompletionSelection(true)(view)
  return acceptCompletion(view)
}

/** What is typed over a selection. By itself the browser would keep the look of what it replaces in a style attribute, which a strict policy forbids. */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { inputType, isComposing, data } = event
  if (inputType !== 'insertText' || isComposing || data === null) return false
  const { from, to } = selected(view)
  if (from === to) return false
  view.dispatch({
    changes: { from, to, insert: data },
    selection: { anchor: from + data.length },
    userEvent: 'input.type',
    scrollIntoView: true,
  })
  return true
}

/** What is selected now, which the editor may hear of a moment later. Chromium tells it of a shadow root only on the root itself, others on the document. */
function selected(view: EditorView): { readonly from: number; readonly to: number } {
  const root = view.root as { getSelection?(): Selection | null }
  const {
    anchorNode = null,
    anchorOffset = 0,
    focusNode = null,
    focusOffset = 0,
  } = root.getSelection?.() ?? {}
  if (!view.contentDOM.contains(anchorNode) || !view.contentDOM.contains(focusNode))
    return view.state.selection.main
  const anchor = view.posAtDOM(anchorNode!, anchorOffset)
  const head = view.posAtDOM(focusNode!, focusOffset)
  return { from: Math.min(anchor, head), to: Math.max(anchor, head) }
}

function contentAttributes(label: string, problem: string | undefined) {
  return EditorView.contentAttributes.of({
    'aria-label': label,
    'aria-multiline': 'true',
    spellcheck: 'false',
    autocapitalize: 'off',
    ...(problem === undefined ? {} : { 'aria-invalid': 'true', 'aria-description': problem }),
  })
}

async function complete(
  context: CompletionContext,
  vocabulary: Vocabulary,
): Promise<CompletionResult | null> {
  const place = placeAt(context.state.doc.toString(), context.pos)
  const typed = context.state.sliceDoc(place.from, context.pos)
  if (place.kind === 'nothing') return null
  if (place.kind === 'term' && typed === '' && !context.explicit) return null
  const quoted = typed.startsWith('"')
  const plain = quoted ? typed.slice(1) : typed
  const found = await suggestionsAt(place, vocabulary, plain)
  const fitting = quoted
    ? found.filter(({ label }) => label.toLowerCase().includes(plain.toLowerCase()))
    : found
  if (context.aborted || fitting.length === 0) return null
  return {
    from: place.from,
    filter: !quoted,
    options: fitting.map(
      ({ label, insert, detail, kind }, i): Completion => ({
        label,
        ...(detail === undefined ? {} : { detail }),
        type: kind,
        boost: -Math.min(i, 99),
        apply: (view, _completion, from, to) => {
          view.dispatch({
            changes: { from, to, insert },
            selection: { anchor: from + insert.length },
            userEvent: 'input.complete',
          })
          // A name asks for its value at once, a function for its field.
          if (/[:(]$|by $|top $/.test(insert)) setTimeout(() => startCompletion(view))
        },
      }),
    ),
  }
}
