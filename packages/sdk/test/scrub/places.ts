import { inspect } from 'node:util'
import type { Secret } from './secrets.ts'

/** A log call that carries a secret. */
export type Call = { readonly message: string; readonly fields?: Readonly<Record<string, unknown>> }

/** Where a secret hides. */
export type Place = { readonly where: string; readonly call: (secret: Secret) => Call }

class Account {
  readonly id = 7
  readonly #held: unknown
  constructor(held: unknown) {
    this.#held = held
  }
  toJSON(): unknown {
    return { id: this.id, held: this.#held }
  }
}

function thrown(message: string, own: object = {}, cause?: unknown): Error {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), own)
}

/** Secrets that their looks give away may stand anywhere. */
const ANYWHERE: readonly Place[] = [
  { where: 'message', call: ({ text }) => ({ message: `upstream said ${text} and left` }) },
  { where: 'message, alone', call: ({ text }) => ({ message: text }) },
  { where: 'message, quoted', call: ({ text }) => ({ message: `called with "${text}".` }) },
  { where: 'field', call: ({ text }) => ({ message: 'm', fields: { note: text } }) },
  {
    where: 'context',
    call: ({ text }) => ({ message: 'm', fields: { context: { user_id: text, request_id: 'r' } } }),
  },
  {
    where: 'metadata, nested',
    call: ({ text }) => ({ message: 'm', fields: { metadata: { a: { b: [{ c: text }] } } } }),
  },
  { where: 'array', call: ({ text }) => ({ message: 'm', fields: { list: ['x', text, 'y'] } }) },
  { where: 'Map value', call: ({ text }) => ({ message: 'm', fields: { map: new Map([['note', text]]) } }) },
  { where: 'Map key', call: ({ text }) => ({ message: 'm', fields: { map: new Map([[text, 1]]) } }) },
  { where: 'Set', call: ({ text }) => ({ message: 'm', fields: { set: new Set([1, text]) } }) },
  { where: 'property name', call: ({ text }) => ({ message: 'm', fields: { counts: { [text]: 3 } } }) },
  { where: 'toJSON', call: ({ text }) => ({ message: 'm', fields: { account: new Account(text) } }) },
  {
    where: 'Error message',
    call: ({ text }) => ({ message: 'm', fields: { error: thrown(`no access for ${text}`) } }),
  },
  {
    where: 'Error cause',
    call: ({ text }) => ({ message: 'm', fields: { error: thrown('outer', {}, thrown(`inner: ${text}`)) } }),
  },
  {
    where: 'Error property',
    call: ({ text }) => ({ message: 'm', fields: { error: thrown('m', { request: { note: text } }) } }),
  },
  {
    where: 'AggregateError',
    call: ({ text }) => ({ message: 'm', fields: { error: new AggregateError([thrown(text)], 'several') } }),
  },
  {
    where: 'URL object',
    call: ({ text }) => ({
      message: 'm',
      fields: { url: new URL(`https://x.example/?q=${encodeURI(text)}`) },
    }),
  },
  {
    where: 'URL query',
    call: ({ text }) => ({ message: `GET /search?q=${text.replaceAll(' ', '+')}&page=1 200` }),
  },
  {
    where: 'JSON text',
    call: ({ text }) => ({ message: 'm', fields: { body: JSON.stringify({ a: 1, note: text }) } }),
  },
  {
    where: 'JSON in JSON text',
    call: ({ text }) => ({ message: JSON.stringify({ body: JSON.stringify({ note: text, a: 1 }) }) }),
  },
  { where: 'inspect', call: ({ text }) => ({ message: inspect({ a: { note: text } }, { depth: 5 }) }) },
  { where: 'beside another', call: ({ text }) => ({ message: `${text},${text};${text}` }) },
]

/** Secrets that only a name gives away. */
const UNDER_A_NAME: readonly Place[] = [
  { where: 'property', call: ({ name, text }) => ({ message: 'm', fields: { [name as string]: text } }) },
  {
    where: 'property, nested',
    call: ({ name, text }) => ({ message: 'm', fields: { metadata: { a: [{ [name as string]: text }] } } }),
  },
  {
    where: 'property, upper case',
    call: ({ name, text }) => ({ message: 'm', fields: { a: { [(name as string).toUpperCase()]: text } } }),
  },
  {
    where: 'property, a list',
    call: ({ name, text }) => ({ message: 'm', fields: { a: { [name as string]: [text] } } }),
  },
  {
    where: 'property, an object',
    call: ({ name, text }) => ({ message: 'm', fields: { a: { [name as string]: { value: text } } } }),
  },
  {
    where: 'context',
    call: ({ name, text }) => ({
      message: 'm',
      fields: { context: { user_id: 'u', [name as string]: text } },
    }),
  },
  { where: 'Map', call: ({ name, text }) => ({ message: 'm', fields: { map: new Map([[name, text]]) } }) },
  {
    where: 'Headers',
    call: ({ name, text }) => ({ message: 'm', fields: { headers: new Headers([[name as string, text]]) } }),
  },
  {
    where: 'raw headers',
    call: ({ name, text }) => ({
      message: 'm',
      fields: { rawHeaders: ['Host', 'x', name, text, 'Accept', '*/*'] },
    }),
  },
  {
    where: 'entries',
    call: ({ name, text }) => ({
      message: 'm',
      fields: {
        entries: [
          ['host', 'x'],
          [name, text],
        ],
      },
    }),
  },
  {
    where: 'Error property',
    call: ({ name, text }) => ({
      message: 'm',
      fields: { error: thrown('m', { config: { headers: { [name as string]: text } } }) },
    }),
  },
  {
    where: 'header as text',
    call: ({ name, text }) => ({ message: `GET / HTTP/1.1\r\nHost: x\r\n${name}: ${text}\r\nAccept: */*` }),
  },
  {
    where: 'header of curl',
    call: ({ name, text }) => ({ message: `curl -H "${name}: ${text}" https://x.example/` }),
  },
  {
    where: 'JSON text',
    call: ({ name, text }) => ({ message: `sent ${JSON.stringify({ a: 1, [name as string]: text, b: 2 })}` }),
  },
  {
    where: 'JSON text, indented',
    call: ({ name, text }) => ({ message: JSON.stringify({ a: { [name as string]: text } }, null, 2) }),
  },
  {
    where: 'JSON in JSON text',
    call: ({ name, text }) => ({
      message: 'm',
      fields: { event: JSON.stringify({ body: JSON.stringify({ [name as string]: text, a: 1 }) }) },
    }),
  },
  {
    where: 'JSON thrice',
    call: ({ name, text }) => ({
      message: JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ [name as string]: text }) }) }),
    }),
  },
  {
    where: 'JSON of raw headers',
    call: ({ name, text }) => ({ message: JSON.stringify(['Host', 'x', name, text]) }),
  },
  {
    where: 'JSON, cut off',
    call: ({ name, text }) => ({ message: JSON.stringify({ a: 1, [name as string]: text }).slice(0, -2) }),
  },
  {
    where: 'inspect',
    call: ({ name, text }) => ({ message: inspect({ a: { [name as string]: text, b: 1 } }, { depth: 5 }) }),
  },
  {
    where: 'inspect of a list',
    call: ({ name, text }) => ({ message: inspect({ [name as string]: [text] }) }),
  },
  {
    where: 'Error message',
    call: ({ name, text }) => ({ message: 'm', fields: { error: thrown(`refused {"${name}":"${text}"}`) } }),
  },
]

/** Plain values are also written as pairs. */
const AS_A_PAIR: readonly Place[] = [
  { where: 'pair', call: ({ name, text }) => ({ message: `login failed ${name}=${text} user=bob` }) },
  { where: 'pair, quoted', call: ({ name, text }) => ({ message: `level=info ${name}="${text}" user=bob` }) },
  { where: 'pair, spaced', call: ({ name, text }) => ({ message: `[db]\n${name} = ${text}\nport = 1` }) },
  { where: 'pair, colon', call: ({ name, text }) => ({ message: `using ${name}: ${text}` }) },
  { where: 'pair, struct', call: ({ name, text }) => ({ message: `{User:bob ${name}:${text} Port:1}` }) },
  { where: 'URL query', call: ({ name, text }) => ({ message: `GET /cb?a=1&${name}=${text}&b=2#top 302` }) },
  {
    where: 'URL in a URL',
    call: ({ name, text }) => ({
      message: `/go?to=${encodeURIComponent(`https://x.example/?${name}=${text}&a=1`)}`,
    }),
  },
  { where: 'form', call: ({ name, text }) => ({ message: `user=bob&account[${name}]=${text}&go=1` }) },
  {
    where: 'option',
    call: ({ name, text }) => ({ message: `spawn tool --verbose --${name} ${text} --out x` }),
  },
  {
    where: 'XML',
    call: ({ name, text }) => ({ message: `<login><user>bob</user><${name}>${text}</${name}></login>` }),
  },
  {
    where: 'environment',
    call: ({ name, text }) => ({ message: `export APP_${(name as string).toUpperCase()}=${text}` }),
  },
]

/** The places where this secret is to be found out. */
export function placesFor({ name, text }: Secret): readonly Place[] {
  if (name === undefined) return ANYWHERE
  return text.includes(' ') ? UNDER_A_NAME : [...UNDER_A_NAME, ...AS_A_PAIR]
}
