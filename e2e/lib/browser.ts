import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core'

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const LOCK = join(tmpdir(), 'tallystick-apt.lock')
const find = () => CANDIDATES.find(path => existsSync(path))

/**
 * The Chromium of this machine, installed first where that is possible: as root on Debian. Otherwise a reason to skip by. Debian's fonts are
 * few; DejaVu keeps text from being boxes.
 */
export function chromiumOrReason(): { readonly path: string } | { readonly reason: string } {
  const found = find()
  if (found !== undefined) return { path: found }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return { reason: 'there is no Chromium, and it is installed only as root on Debian' }
  // One at a time: test files start side by side, and apt-get does not wait for another of its kind.
  const install = `export DEBIAN_FRONTEND=noninteractive
    [ -e ${CANDIDATES[0]} ] || { apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core; }`
  const { status } = spawnSync('flock', [LOCK, 'sh', '-c', install], { stdio: 'ignore' })
  if (status !== 0) return { reason: 'apt-get could not install chromium' }
  const path = find()
  return path === undefined ? { reason: 'Debian’s chromium is not where it should be' } : { path }
}

export type Window = {
  readonly context: BrowserContext
  readonly page: Page
  /** What the pages of this window wrote to the console as a warning or an error, and what they threw. */
  readonly complaints: string[]
}

export async function launch(path: string): Promise<Browser> {
  // Inside containers and as root Chromium's own sandbox does not start.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** What the windows of a context have asked for and not got yet; streams, which never end, aside. */
const pending = new WeakMap<BrowserContext, { readonly open: Set<Request>; asked: number }>()
const PATIENCE_MS = 10_000
/** Asked of a page: resolves when it has nothing left to do, has drawn, and has nothing left to do again. A browser that draws nothing for a second is idle too. */
const IDLE = `new Promise(done => {
  setTimeout(done, 1_000)
  requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(done)))
})`
/** So often in a row a page has to be idle, for answers take some turns from the network to a page. */
const IDLE_TIMES = 2

/** Waits until a page has got everything that it asked for, has shown it, and asks for nothing more; however it came to be shown. */
export async function quiet(page: Page): Promise<void> {
  const requests = pending.get(page.context())!
  let idle = 0
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && idle < IDLE_TIMES; ) {
    const { asked } = requests
    if (requests.open.size > 0) await new Promise(resolve => setTimeout(resolve, 15))
    else await page.evaluate(IDLE)
    idle = requests.open.size === 0 && requests.asked === asked ? idle + 1 : 0
  }
}

/** A fresh window, as of somebody who was never here. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...options,
  })
  const requests = { open: new Set<Request>(), asked: 0 }
  pending.set(context, requests)
  context.on('request', request => {
    if (request.resourceType() === 'eventsource') return
    requests.open.add(request)
    requests.asked++
  })
  context.on('requestfinished', request => requests.open.delete(request))
  context.on('requestfailed', request => requests.open.delete(request))
  const complaints: string[] = []
  context.on('console', message => {
    if (['warning', 'error'].includes(message.type()))
      complaints.push(`${message.type()} on ${message.page()?.url()}: ${message.text()}`)
  })
  context.on('weberror', error => complaints.push(`thrown: ${error.error().stack}`))
  return { context, page: await context.newPage(), complaints }
}
