import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import { ERRORS, type ErrorCode } from '@tallystick/core'
import { VERSION } from '@tallystick/engine'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import Type, { type TObject, type TSchema } from 'typebox'
import type { Access } from '../http/auth.ts'
import { SESSION_COOKIE } from '../http/credentials.ts'
import { COMPONENTS, ErrorReply } from '../schemas/common.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Codes of the catalogue this route can answer with, beside those every route of its access can. */
    errors?: readonly ErrorCode[]
    /** Described but not validated by schema: content by media type of a body that the route decodes itself. */
    documentedBody?: Readonly<Record<string, { schema: unknown }>>
    /** Path as the document names it, where the router's pattern has a wildcard. */
    documentedPath?: string
  }
}

const ALWAYS: readonly ErrorCode[] = ['TALLY_HOST_REFUSED', 'TALLY_JOURNAL_CLOSED', 'TALLY_INTERNAL']
const WITH_CREDENTIALS: readonly ErrorCode[] = [
  'TALLY_AUTH_REQUIRED',
  'TALLY_AUTH_INVALID',
  'TALLY_AUTH_SCOPE',
  'TALLY_AUTH_ORIGIN',
  'TALLY_AUTH_CONSOLE',
  'TALLY_AUTH_OTP_REQUIRED',
  'TALLY_AUTH_SLOWED',
  'TALLY_AUTH_BUSY',
  'TALLY_CONTROL_UNAVAILABLE',
]

/** What a read can be refused for because it cannot be recorded. */
export const READ_RECORD_ERRORS = [
  'TALLY_INGEST_OVERLOADED',
  'TALLY_JOURNAL_WRITE',
] as const satisfies readonly ErrorCode[]

/** What a search, an export, a tail or a table can be refused for. */
export const QUERY_ERRORS = [
  'TALLY_QUERY_SYNTAX',
  'TALLY_QUERY_FIELD',
  'TALLY_QUERY_VALUE',
  'TALLY_QUERY_REGEX',
  'TALLY_QUERY_TOO_COMPLEX',
  'TALLY_QUERY_PIPE',
  'TALLY_QUERY_RANGE',
  'TALLY_QUERY_TIMEOUT',
  'TALLY_QUERY_MEMORY',
  'TALLY_STORE_UNAVAILABLE',
  'TALLY_AUTH_PAYLOAD',
  ...READ_RECORD_ERRORS,
] as const satisfies readonly ErrorCode[]

/** What an expression over series can be refused for, beside what the queries of events in it can. */
export const METRIC_QUERY_ERRORS = [
  'TALLY_METRIC_EXPRESSION',
  'TALLY_METRIC_TOO_COMPLEX',
  'TALLY_METRIC_STEP',
] as const satisfies readonly ErrorCode[]

/** OpenAPI 3.1 from the same schemas that validate; errors and security follow from each route's config. */
export function addOpenApi(app: FastifyInstance): void {
  for (const component of Object.values(COMPONENTS)) app.addSchema(component)
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tallystick',
        version: VERSION,
        description: 'The flight recorder for AI applications: ingest, search, live tail and proofs.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'API key of one tenant, with scopes ingest, read or admin.',
          },
          password: {
            type: 'http',
            scheme: 'basic',
            description:
              'User of one tenant, with the role admin, operator, auditor or guest. Not for users with a second factor.',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description:
              'User who signed in with POST /api/v1/session; over https the name begins with __Host-. What changes something also needs X-Tallystick-Console: 1.',
          },
        },
      },
      tags: [
        { name: 'events', description: 'Sending and reading events' },
        { name: 'metrics', description: 'Points, and expressions over series' },
        { name: 'ledger', description: 'Proofs and the C2SP transparency log' },
        { name: 'activity', description: 'The business audit trail: who did what to which entity' },
        { name: 'logging', description: 'Log entries in the structured format' },
        { name: 'governance', description: 'Decisions on the use of models, and the policies that decide' },
        { name: 'scans', description: 'The AI firewall: scans of texts, and what became of them' },
        { name: 'proxy', description: 'The API of OpenAI, through the firewall to an upstream' },
        { name: 'account', description: 'Signing in, and the own account' },
        { name: 'views', description: 'Saved searches and dashboards' },
        { name: 'admin', description: 'Tenants, keys and users' },
        { name: 'demo', description: 'Made-up data to look at' },
        { name: 'instance', description: 'The running server' },
      ],
    },
    convertConstToEnum: false,
    refResolver: { buildLocalReference: json => String(json.$id) },
    transform: ({ schema, url, route }) => ({
      schema: documented(schema, route),
      url: route.config?.documentedPath ?? url,
    }),
  })
}

function documented(schema: FastifySchema | undefined, route: RouteOptions): FastifySchema {
  if (schema === undefined) throw new Error(`${route.method} ${route.url} has no schema`)
  if (schema.hide) return schema
  const { access = 'public', errors = [], documentedBody } = route.config ?? {}
  return {
    ...schema,
    ...(schema.params === undefined ? {} : { params: withNamedWildcard(schema.params as TObject) }),
    ...(documentedBody === undefined ? {} : { body: { content: documentedBody } }),
    security: access === 'public' ? [] : [{ key: [] }, { password: [] }, { session: [] }],
    'x-tallystick-permission': access,
    response: answers(schema.response as Answers, errorAnswers(codesOf(schema, access, errors))),
  } as FastifySchema
}

/** The router calls a wildcard `*`; a path of the document needs a name. */
function withNamedWildcard(params: TObject): TObject {
  const { '*': wildcard, ...rest } = params.properties
  return wildcard === undefined ? params : Type.Object({ ...rest, path: wildcard })
}

type Answer = { description?: string; content?: Record<string, { schema: TSchema }> } & TSchema
type Answers = Readonly<Record<string, Answer>>

/** A route's own answers beside its refusals; where both have a status, either may come. */
function answers(own: Answers, refusals: Answers): Record<string, Answer> {
  const all: Record<string, Answer> = { ...refusals }
  for (const [status, answer] of Object.entries(own)) {
    const refusal = refusals[status]
    all[status] =
      refusal === undefined
        ? { ...answer, description: answer.description ?? STATUS_CODES[status] ?? status }
        : { ...refusal, content: { 'application/json': { schema: Type.Union([answer, ErrorReply]) } } }
  }
  return all
}

function codesOf(schema: FastifySchema, access: Access, errors: readonly ErrorCode[]): ErrorCode[] {
  const takesInput =
    schema.querystring !== undefined || schema.params !== undefined || schema.body !== undefined
  return [
    ...new Set([
      ...errors,
      ...(takesInput ? (['TALLY_REQUEST_INVALID'] as const) : []),
      ...(access === 'public' ? [] : WITH_CREDENTIALS),
      ...ALWAYS,
    ]),
  ]
}

/** One answer per status, which names its codes. */
function errorAnswers(codes: readonly ErrorCode[]): Answers {
  const answers: Record<string, Answer> = {}
  for (const code of codes) {
    const line = `\`${code}\`: ${ERRORS[code].help}`
    const answer = answers[ERRORS[code].status]
    if (answer === undefined)
      answers[ERRORS[code].status] = {
        description: line,
        content: { 'application/json': { schema: ErrorReply } },
      }
    else answer.description += `\n\n${line}`
  }
  return answers
}
