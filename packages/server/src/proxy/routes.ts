import type { IncomingMessage } from 'node:http'
import { type ErrorCode, TallyError } from '@tallystick/core'
import { recordableId } from '@tallystick/firewall'
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import Type from 'typebox'
import { nameOf, principalOf } from '../http/principal.ts'
import type { App } from '../http/validation.ts'
import { readBody } from '../ingest/body.ts'
import type { Routes } from '../routes/context.ts'
import { type Ask, Conversation } from './conversation.ts'
import { ENDPOINTS, type Endpoint } from './endpoints.ts'
import { addOpenAiErrors } from './errors.ts'
import { createFirewalls, type Firewall } from './firewall.ts'
import { holdsOwnKey } from './headers.ts'
import { identify, upstreamAuthorization } from './identify.ts'
import { parseBody } from './json.ts'
import { serve } from './serve.ts'
import { traceOf } from './trace.ts'
import { createUpstream } from './upstream.ts'

const ERRORS: readonly ErrorCode[] = [
  'TALLY_UPSTREAM_UNREACHABLE',
  'TALLY_UPSTREAM_TIMEOUT',
  'TALLY_UPSTREAM_PROTOCOL',
  'TALLY_INGEST_OVERLOADED',
  'TALLY_JOURNAL_WRITE',
]
const BODY_ERRORS: readonly ErrorCode[] = [
  ...ERRORS,
  'TALLY_PROXY_BODY',
  'TALLY_PROXY_BLOCKED',
  'TALLY_PROXY_UNSCANNED',
  'TALLY_INGEST_TOO_LARGE',
  'TALLY_INGEST_ENCODING',
  'TALLY_REQUEST_INVALID',
  'TALLY_POLICY_NOT_FOUND',
]

const JSON_OBJECT = Type.Object(
  {},
  { additionalProperties: true, description: 'As the API of OpenAI has it.' },
)
const ANSWER = {
  description: 'What the upstream answers, as far as the firewall lets it.',
  content: { 'application/json': { schema: JSON_OBJECT } },
}
const STREAMED = {
  ...ANSWER,
  content: { ...ANSWER.content, 'text/event-stream': { schema: Type.String() } },
}
const MODEL_PATH = Type.Object({ '*': Type.String({ description: 'Id of the model.' }) })
const MAX_SESSION = 256

/** The API of OpenAI on the way to an upstream: unmodified clients take `http://…/v1` as their base URL. */
export const proxyRoutes: Routes = (root, { engine, settings, budget, scanning }) => {
  const { proxy, limits } = settings
  const upstream = createUpstream({ base: proxy.upstream, timeoutMs: proxy.timeoutMs, idleMs: proxy.idleMs })
  const firewallOf = createFirewalls(scanning, proxy.rules)
  root.addHook('onClose', async () => upstream.close())

  const conversationOf = async (
    request: FastifyRequest,
    route: string,
    operation: string,
    isStream: boolean,
  ) => {
    const principal = principalOf(request)
    const { tenant } = principal
    const keyId = principal.kind === 'key' ? principal.key.id : undefined
    const firewall = await firewallOf({ tenant, key: keyId, route })
    return new Conversation({
      engine,
      firewall,
      upstream,
      principal,
      signal: request.signal,
      about: {
        tenant,
        by: nameOf(principal),
        keyId,
        requestId: request.id,
        sessionId: await sessionOf(request, firewall),
        userAgent: headerOf(request, 'user-agent', MAX_SESSION),
        ip: request.ip,
        trace: traceOf(request.headers.traceparent),
        route,
        operation,
        isStream,
        startedAt: Date.now(),
      },
    })
  }

  const ask = (request: FastifyRequest, path: string, body?: Buffer): Ask => ({
    method: request.method,
    path: path + queryOf(request.url),
    headers: request.headers,
    authorization: upstreamAuthorization(request, settings),
    body,
  })

  // A context of its own, for its errors and its body parser: bodies arrive as bytes.
  void root.register(async scope => {
    const app = scope as unknown as App
    addOpenAiErrors(scope)
    scope.decorateRequest('proxyShare', null)
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
      request.proxyShare = budget.share()
      return readBody(
        payload,
        request.headers,
        { ...limits, bodyBytes: limits.decodedBytes },
        request.proxyShare,
      )
    })
    for (const hook of ['onResponse', 'onRequestAbort'] as const)
      scope.addHook(hook, async (request: FastifyRequest) => request.proxyShare?.release())

    for (const endpoint of ENDPOINTS) {
      const route = `/v1${endpoint.path}`
      const handler = async (request: FastifyRequest, reply: FastifyReply) => {
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const body = parseBody(bytes)
        const conversation = await conversationOf(request, route, endpoint.operation, body.stream === true)
        return serve({ request, reply, conversation }, endpoint, async () =>
          ask(request, endpoint.path, await conversation.screen(body, endpoint)),
        )
      }
      app.post(route, { ...optionsOf(endpoint), handler })
    }

    for (const [url, documentedPath, operationId, summary] of [
      ['/v1/models', '/v1/models', 'models', 'Models of the upstream'],
      ['/v1/models/*', '/v1/models/{path}', 'model', 'One model of the upstream'],
    ] as const)
      app.get(
        url,
        {
          exposeHeadRoute: false,
          config: {
            access: 'ingest',
            identify: request => identify(request, settings),
            errors: [...ERRORS, 'TALLY_NOT_FOUND'],
            documentedPath,
            longLived: true,
          },
          schema: {
            operationId,
            summary,
            tags: ['proxy'],
            ...(url.endsWith('*') ? { params: MODEL_PATH } : {}),
            response: { 200: ANSWER },
          },
        },
        async (request, reply) => {
          const { '*': model } = request.params as { '*'?: string }
          const path = model === undefined ? '/models' : `/models/${pathOf(model)}`
          const conversation = await conversationOf(request, '/v1/models', 'models', false)
          return serve({ request, reply, conversation }, undefined, async () => ask(request, path))
        },
      )
  })

  const optionsOf = ({ operationId, summary, stream }: Endpoint): RouteShorthandOptions => ({
    config: {
      access: 'ingest',
      identify: request => identify(request, settings),
      documentedBody: { 'application/json': { schema: JSON_OBJECT } },
      errors: BODY_ERRORS,
      longLived: true,
    },
    schema: {
      operationId,
      summary,
      description:
        'Scans what is said to the model and what it answers, and observes, redacts or blocks as the policy says (docs/proxy.md). The key of this server is in X-Tally-Key, or in Authorization where the operator has set that of the upstream. Errors of the upstream pass as they are.',
      tags: ['proxy'],
      response: { 200: stream === undefined ? ANSWER : STREAMED },
    },
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the body of a proxied request holds of the memory budget. */
    proxyShare: import('../http/budget.ts').Share | null
  }
}

/** A header that is recorded: printable, and no longer than ids are. */
function headerOf({ headers }: FastifyRequest, name: string, max: number): string | undefined {
  const value = headers[name]
  if (typeof value !== 'string' || value === '') return undefined
  return value.replaceAll(/[^\x20-\x7e]/g, '').slice(0, max)
}

/** The client's own id of a session for the record; `-` where it is more than an id. */
async function sessionOf({ headers }: FastifyRequest, { pipeline }: Firewall): Promise<string | undefined> {
  const id = headers['x-session-id']
  if (typeof id !== 'string' || id === '') return undefined
  return id.length > MAX_SESSION || /[^\x20-\x7e]/.test(id) ? '-' : recordableId(id, pipeline.detector)
}

/** The parameters behind an address, without those that hold a key of this server. */
function queryOf(url: string): string {
  const start = url.indexOf('?')
  if (start === -1) return ''
  const kept = url
    .slice(start + 1)
    .split('&')
    .filter(parameter => ![...new URLSearchParams(parameter)].flat().some(holdsOwnKey))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

/** Ids of models may hold slashes, and nothing that climbs out of them. */
function pathOf(model: string): string {
  const parts = model.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..'))
    throw new TallyError('TALLY_NOT_FOUND', 'that is not the id of a model')
  return parts.map(encodeURIComponent).join('/')
}
