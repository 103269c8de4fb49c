import type { Locator, Page } from 'playwright-core'

/** The box for queries. */
export const queryBox = (page: Page): Locator => page.getByRole('textbox', { name: 'Query', exact: true })

/** Types a query and runs it. */
export async function ask(page: Page, query: string): Promise<void> {
  await queryBox(page).fill(query)
  await page.getByRole('button', { name: 'Run query', exact: true }).click()
}

/** How many events the page says it found; undefined while it does not know. */
export async function found(page: Page): Promise<number | undefined> {
  const histogram = page.getByRole('region', { name: 'Events over time' })
  const [text = ''] = await histogram.getByRole('status').allTextContents()
  const [, count] = /^([\d,]+) events?/.exec(text) ?? []
  return count === undefined ? undefined : Number(count.replaceAll(',', ''))
}
