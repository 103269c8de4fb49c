import type { Panel, StepLength } from '@tallystick/core'
import { parseDuration } from '@tallystick/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { AggregateAnswer, SearchAnswer, SeriesAnswer } from '../../api/types.ts'
import { binSeconds, rangeOfSpan, type Span } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { problemOfQuestion, questionOf } from './question.ts'

/** Events of a table that lists them. */
export const LISTED = 50

export type PanelAnswer =
  | { readonly from: 'aggregate'; readonly answer: AggregateAnswer }
  | { readonly from: 'search'; readonly answer: SearchAnswer }
  | {
      readonly from: 'metrics'
      readonly answer: SeriesAnswer
      /** Of a number, what it was step by step. */
      readonly steps?: SeriesAnswer
    }

/** The span that a panel shows: its own up to the end of the page's, or the page's. */
export function spanOfPanel({ last }: Pick<Panel, 'last'>, page: Span): Span {
  const seconds = last === undefined ? undefined : parseDuration(last)
  return seconds === undefined ? page : { from: Math.max(0, page.to - seconds * 1_000), to: page.to }
}

/** What a panel shows over its span. Asks nothing while it has a problem. */
export function usePanel(panel: Panel) {
  const { span: page } = useRange()
  const span = spanOfPanel(panel, page)
  const { kind, source, text } = panel
  const problem = problemOfQuestion(panel)
  const range = rangeOfSpan(span)
  const query = useQuery({
    queryKey: ['panel', kind, source, text, range],
    enabled: problem === undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<PanelAnswer> => {
      const question = questionOf({ kind, source, text }, span)
      if (question.to === 'metrics') {
        const { expr } = question
        const ask = (step: StepLength) =>
          api.get<SeriesAnswer>('/api/v1/metrics/query', { expr, step, ...range }, signal)
        if (kind !== 'number') return { from: 'metrics', answer: await ask(question.step) }
        const [answer, steps] = await Promise.all([ask(question.step), ask(binSeconds(span))])
        return { from: 'metrics', answer, steps }
      }
      const { q } = question
      return question.to === 'search'
        ? {
            from: 'search',
            answer: await api.post<SearchAnswer>('/api/v1/search', { q, limit: LISTED, ...range }, signal),
          }
        : {
            from: 'aggregate',
            answer: await api.post<AggregateAnswer>('/api/v1/aggregate', { q, ...range }, signal),
          }
    },
  })
  return { ...query, problem, span }
}
