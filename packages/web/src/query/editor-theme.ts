import { EditorView } from '@codemirror/view'

/** Of the editor inside of its shadow root, where the page's own styles do not reach; the tokens' variables do. */
export const editorTheme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: 'var(--text-m)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', maxHeight: '164px', overflow: 'auto' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--ink)', minHeight: '20px' },
  '.cm-line': { padding: '0 2px 0 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-3)', fontFamily: 'var(--mono)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection':
    { background: 'color-mix(in srgb, var(--accent) 28%, transparent)' },
  '.q-field': { color: 'var(--note)', fontWeight: '560' },
  '.q-comparator, .q-paren, .q-comma': { color: 'var(--ink-3)' },
  '.q-string, .q-regex': { color: 'var(--level-audit-ink)' },
  '.q-keyword, .q-pipe': { color: 'var(--level-security-ink)', fontWeight: '620' },
  '.q-function': { color: 'var(--level-security-ink)' },
  '.q-number, .q-duration': { color: 'var(--warn)' },
  '.problem, .q-error': {
    textDecoration: 'underline wavy var(--bad) 1px',
    textUnderlineOffset: '4px',
  },
  '.cm-tooltip': {
    zIndex: '40',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
    boxShadow: 'var(--shadow-l)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    maxHeight: '260px',
    minWidth: '220px',
    maxWidth: 'min(520px, 90vw)',
    padding: '4px',
    fontFamily: 'var(--mono)',
    fontSize: 'var(--text-s)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'baseline',
    gap: '16px',
    padding: '3px 8px',
    borderRadius: 'var(--radius-s)',
    lineHeight: '18px',
    color: 'var(--ink)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--accent-soft-ink)',
  },
  '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    color: 'var(--ink-3)',
    fontFamily: 'var(--font)',
    fontStyle: 'normal',
    fontSize: 'var(--text-xs)',
    fontVariantNumeric: 'tabular-nums',
  },
})
