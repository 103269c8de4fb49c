type Cookie = { readonly value: string; readonly strict: boolean }

export type Page = {
  readonly url: string
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/**
 * Somebody with a browser who goes from page to page. Cookies that are SameSite=Strict are not sent with a navigation that began at another origin, wherever
 * its redirects lead (RFC 6265bis §5.2).
 */
export class Visitor {
  readonly #jars = new Map<string, Map<string, Cookie>>()
  page: Page = { url: 'about:blank', status: 0, text: '', headers: new Headers() }
  /** Where the last navigation went, redirects included. */
  trail: string[] = []

  cookie(origin: string, name: string): string | undefined {
    return this.#jars.get(origin)?.get(name)?.value
  }

  plant(origin: string, name: string, value: string): void {
    this.#jar(origin).set(name, { value, strict: false })
  }

  /** Goes to an address, as if it were typed, and follows redirects until `until` matches one. */
  async open(url: string, until?: RegExp): Promise<Page> {
    return this.#navigate(url, { method: 'GET' }, new URL(url).origin, until)
  }

  /** What a page says it leads to with `<meta http-equiv="refresh">`. */
  async refresh(): Promise<Page> {
    const [, address] = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(this.page.text)!
    const url = new URL(address!.replaceAll('&amp;', '&'), this.page.url)
    return this.#navigate(url.href, { method: 'GET' }, new URL(this.page.url).origin)
  }

  /** Sends the form of a page with its hidden fields and these. */
  async submit(fields: Readonly<Record<string, string>>, until?: RegExp): Promise<Page> {
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(this.page.text)!
    const hidden = [...this.page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const body = new URLSearchParams([
      ...hidden.map(([, name, value]): [string, string] => [name!, value!]),
      ...Object.entries(fields),
    ])
    const url = new URL(action!, this.page.url).href
    return this.#navigate(url, { method: 'POST', body }, new URL(this.page.url).origin, until)
  }

  #jar(origin: string): Map<string, Cookie> {
    const jar = this.#jars.get(origin) ?? new Map<string, Cookie>()
    this.#jars.set(origin, jar)
    return jar
  }

  async #navigate(first: string, init: RequestInit, from: string, until?: RegExp): Promise<Page> {
    let url = first
    let request = init
    let crossed = false
    this.trail = []
    for (;;) {
      const { origin } = new URL(url)
      if (origin !== from) crossed = true
      this.trail.push(url)
      const cookies = [...this.#jar(origin)].filter(([, { strict }]) => !(strict && crossed))
      const response = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: {
          'sec-fetch-site': crossed ? 'cross-site' : 'same-origin',
          'sec-fetch-mode': 'navigate',
          ...(cookies.length === 0
            ? {}
            : { cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; ') }),
        },
      })
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
        if (/max-age=0;|expires=Thu, 01 Jan 1970/i.test(line)) this.#jar(origin).delete(name!)
        else this.#jar(origin).set(name!, { value: value!, strict: /samesite=strict/i.test(line) })
      }
      const location = response.headers.get('location')
      const next = location === null ? undefined : new URL(location, url).href
      if (next === undefined || until?.test(next)) {
        this.page = {
          url: next ?? url,
          status: response.status,
          text: await response.text(),
          headers: response.headers,
        }
        return this.page
      }
      await response.body?.cancel()
      url = next
      request = { method: 'GET' }
    }
  }
}
