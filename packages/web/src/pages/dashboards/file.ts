import type { DashboardFile } from './document.ts'

/** Hands a dashboard to the browser as a file. */
export function saveFile(file: DashboardFile): void {
  const address = URL.createObjectURL(
    new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = address
  link.download = `${file.name.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 80) || 'dashboard'}.json`
  link.click()
  URL.revokeObjectURL(address)
}
