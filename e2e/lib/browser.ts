import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
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
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
  for (const args of [['update'], install]) {
    const { status } = spawnSync('apt-get', args, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) return { reason: `apt-get ${args[0]} of chromium failed` }
  }
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

/** A fresh window, as of somebody who was never here. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...options,
  })
  const complaints: string[] = []
  context.on('console', message => {
    if (['warning', 'error'].includes(message.type()))
      complaints.push(`${message.type()} on ${message.page()?.url()}: ${message.text()}`)
  })
  context.on('weberror', error => complaints.push(`thrown: ${error.error().stack}`))
  return { context, page: await context.newPage(), complaints }
}
