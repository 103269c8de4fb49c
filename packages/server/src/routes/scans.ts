import type { TallyEvent } from '@tallystick/core'
import { FEEDBACK_EVENT, recordableId, SCAN_EVENT, scanOfEvent } from '@tallystick/firewall'
import { queryOf } from '../documented/filter.ts'
import { figuresReaderOf, nameOf, principalOf, readerOf, tenantOf } from '../http/principal.ts'
import { rangeOf } from '../http/time-range.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import { isVerdict, scanAccuracy } from '../scans/accuracy.ts'
import { recordFeedback, scanEvent } from '../scans/feedback.ts'
import { scanStats } from '../scans/records.ts'
import {
  AccuracyAnswer,
  AccuracyQuery,
  FeedbackAnswer,
  FeedbackBody,
  ScanAnswer,
  ScanBody,
  ScanDetail,
  ScanParams,
  ScanRange,
  ScanStatsAnswer,
  ScansAnswer,
  ScansQuery,
} from '../schemas/scans.ts'
import type { Routes } from './context.ts'

const DEFAULT_LIMIT = 100
const FEEDBACK_SHOWN = 100
const VAULT_ERRORS = ['TALLY_VAULT_KEY', 'TALLY_VAULT_CORRUPT', 'TALLY_ENCRYPTION_KEY'] as const
const RECORD_ERRORS = ['TALLY_INGEST_OVERLOADED', 'TALLY_JOURNAL_WRITE'] as const

/** The AI firewall: scanning a text, what was scanned, and whether that was right. */
export const scanRoutes: Routes = (app, { engine, settings, scanning }) => {
  app.post(
    '/api/v1/scan',
    {
      config: {
        access: 'ingest',
        errors: [...VAULT_ERRORS, ...RECORD_ERRORS, 'TALLY_INGEST_TOO_LARGE', 'TALLY_INGEST_MEDIA_TYPE'],
      },
      schema: {
        operationId: 'scan',
        summary:
          'Scan a text for personal data, secrets and prompt attacks, and record the result without it',
        description: 'The record is durable when the answer arrives.',
        tags: ['scans'],
        body: ScanBody,
        response: { 200: ScanAnswer },
      },
    },
    async request => {
      const { text, stage, session_id, user_agent, ip_address, path } = request.body
      const tenant = tenantOf(request)
      const session = session_id ?? headerOf(request.headers['x-session-id'])
      const { detector } = (await scanning.of(tenant)).pipeline
      return scanning.run(tenant, text, {
        stage,
        path,
        sessionId: session && (await recordableId(session, detector)),
        userAgent: user_agent ?? request.headers['user-agent'],
        ipAddress: ip_address ?? request.ip,
        ...(path === undefined ? {} : { file: { file_path: path } }),
        signal: request.signal,
      })
    },
  )

  app.get(
    '/api/v1/scans',
    {
      config: { readsAs: 'scans', access: 'read', errors: [...QUERY_ERRORS, 'TALLY_QUERY_CURSOR'] },
      schema: {
        operationId: 'scans',
        summary: 'Scans, newest first, filtered and in pages',
        tags: ['scans'],
        querystring: ScansQuery,
        response: { 200: ScansAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const { severity, session_id, min_score, limit = DEFAULT_LIMIT, cursor } = request.query
      const equal = { stream: 'scan', name: SCAN_EVENT, severity, session_id }
      const least = min_score === undefined ? '' : ` score>=${min_score}`
      const page = await readerOf(engine, request).search(queryOf({ equal }) + least, {
        ...rangeOf(request.query, settings.now()),
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        signal: request.signal,
      })
      return {
        scans: page.events.map(event => scanOfEvent(event) ?? envelopeOf(event)),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
        took_ms: since(started),
      }
    },
  )

  app.get(
    '/api/v1/scans/stats',
    {
      config: { readsAs: 'scans', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'scanStats',
        summary: 'How many scans there are in a range, how risky, how fast, of how many sessions',
        tags: ['scans'],
        querystring: ScanRange,
        response: { 200: ScanStatsAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const asked = { ...rangeOf(request.query, settings.now()), signal: request.signal }
      const stats = await scanStats(figuresReaderOf(engine, request), asked)
      return { ...stats, took_ms: since(started) }
    },
  )

  app.get(
    '/api/v1/scans/accuracy',
    {
      config: { readsAs: 'scans', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'scanAccuracy',
        summary: 'False-positive rate and detection accuracy, by the feedback of a range',
        tags: ['scans'],
        querystring: AccuracyQuery,
        response: { 200: AccuracyAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const asked = { ...rangeOf(request.query, settings.now()), signal: request.signal }
      const { q } = request.query
      const only = q === undefined || q === '' ? undefined : { query: q, reader: readerOf(engine, request) }
      const accuracy = await scanAccuracy(figuresReaderOf(engine, request), asked, only)
      return { ...accuracy, took_ms: since(started) }
    },
  )

  app.get(
    '/api/v1/scans/:id',
    {
      config: {
        readsAs: 'scan',
        access: 'read',
        errors: ['TALLY_SCAN_NOT_FOUND', 'TALLY_STORE_UNAVAILABLE', ...VAULT_ERRORS, ...RECORD_ERRORS],
      },
      schema: {
        operationId: 'scanById',
        summary: 'One scan, with its breakdown opened, and the feedback on it',
        tags: ['scans'],
        params: ScanParams,
        response: { 200: ScanDetail },
      },
    },
    async request => {
      const reader = readerOf(engine, request)
      const event = await scanEvent(reader.get, request.params.id)
      const record = scanOfEvent(event)
      const { events } = await reader.search(
        queryOf({ equal: { stream: 'scan', name: FEEDBACK_EVENT, entity_id: event.id } }),
        { limit: FEEDBACK_SHOWN, signal: request.signal },
      )
      return {
        scan: record === undefined ? envelopeOf(event) : await scanning.opened(reader.tenant, record),
        feedback: events.map(feedbackOf),
      }
    },
  )

  app.post(
    '/api/v1/scans/:id/feedback',
    {
      config: {
        access: 'ingest',
        errors: ['TALLY_SCAN_NOT_FOUND', 'TALLY_STORE_UNAVAILABLE', ...VAULT_ERRORS, ...RECORD_ERRORS],
      },
      schema: {
        operationId: 'scanFeedback',
        summary: 'Say whether a scan was right; this is recorded, and counts in the accuracy',
        tags: ['scans'],
        params: ScanParams,
        body: FeedbackBody,
        response: { 201: FeedbackAnswer },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const feedback = {
        ...request.body,
        scan: request.params.id,
        by: nameOf(principal),
        ip: request.ip,
        requestId: request.id,
      }
      const { detector } = (await scanning.of(principal.tenant)).pipeline
      const id = await recordFeedback(engine, principal.tenant, feedback, detector)
      return reply
        .code(201)
        .send({ id, scan: request.params.id.toLowerCase(), verdict: request.body.verdict })
    },
  )
}

/** What remains of a scan for those who may not see its attributes. */
function envelopeOf({ id, time, session_id, environment, user_agent, ip }: TallyEvent) {
  return {
    id,
    created_at: time,
    ...(session_id === undefined ? {} : { session_id }),
    ...(environment === undefined ? {} : { environment }),
    ...(user_agent === undefined ? {} : { user_agent }),
    ...(ip === undefined ? {} : { ip_address: ip }),
  }
}

function feedbackOf({ id, time, user_id, attributes }: TallyEvent) {
  const { verdict, comment } = attributes ?? {}
  return {
    id,
    time,
    ...(user_id === undefined ? {} : { by: user_id }),
    ...(isVerdict(verdict) ? { verdict } : {}),
    ...(typeof comment === 'string' ? { comment } : {}),
  }
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}
