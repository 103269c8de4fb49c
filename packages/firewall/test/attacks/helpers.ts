import { attacksScanner } from '../../src/attacks/index.ts'
import type { Match, View } from '../../src/types.ts'
import { viewsOf } from '../../src/view/index.ts'

const scanner = attacksScanner()
const context = { stage: 'input', signal: new AbortController().signal } as const

export const scanView = (view: View): readonly Match[] => scanner.scan(view, context) as readonly Match[]

/** In a text that needs no normalising. */
export const scan = (text: string): readonly Match[] => scanView({ text, encoding: 'plain', hidden: [] })

/** In all views of a text, as the pipeline has them. */
export const scanAll = (text: string): readonly Match[] =>
  viewsOf(text).layers.flatMap(({ view }) => scanView(view))

export const typesIn = (text: string): string[] => [...new Set(scanAll(text).map(({ type }) => type))]
