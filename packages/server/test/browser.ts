import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Answer, AnyBody } from './support.ts'

type Request = Pick<InjectOptions, 'headers' | 'payload'> & { readonly remoteAddress?: string }

/** A browser at an application: it keeps cookies, and says of its requests what browsers say of those of a page of this origin. */
export type Browser = {
  readonly cookies: Map<string, string>
  /** `set-cookie` of the last answer. */
  readonly set: readonly string[]
  send(method: string, url: string, request?: Request): Promise<Answer>
  signIn(user: string, password: string, otp?: string): Promise<Answer>
}

export function openBrowser(app: FastifyInstance, host = 'localhost'): Browser {
  const cookies = new Map<string, string>()
  const state = { set: [] as string[] }
  const browser: Browser = {
    cookies,
    get set() {
      return state.set
    },
    async send(method, url, { headers = {}, ...rest } = {}) {
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: {
          host,
          'sec-fetch-site': 'same-origin',
          'sec-fetch-mode': 'cors',
          'x-tallystick-console': '1',
          ...(cookies.size === 0
            ? {}
            : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...headers,
        },
        ...rest,
      })
      state.set = [response.headers['set-cookie'] ?? []].flat()
      for (const line of state.set) {
        const [, name, value, attributes] = /^([^=]+)=([^;]*)(.*)$/.exec(line)!
        if (/Max-Age=0;/.test(attributes!)) cookies.delete(name!)
        else cookies.set(name!, value!)
      }
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      return {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        body: isJson ? response.json<AnyBody>() : ({} as AnyBody),
      }
    },
    signIn: (user, password, otp) =>
      browser.send('POST', '/api/v1/session', {
        payload: { user, password, ...(otp === undefined ? {} : { otp }) },
      }),
  }
  return browser
}
