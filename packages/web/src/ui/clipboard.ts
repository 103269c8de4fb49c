/**
 * Puts a text into the clipboard. Browsers offer their interface for it only where nobody could listen in (https, and this machine); elsewhere the old
 * way still works: a field that is selected and copied from. Throws when neither does.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  // What lies behind an open dialog cannot be selected.
  const place = document.querySelector('dialog[open]') ?? document.body
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'hidden-visually'
  place.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  if (!done) throw new Error('This browser does not let the page copy; select the text instead.')
}
