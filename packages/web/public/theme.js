// Before the first paint, so that nobody who works in the dark sees a white flash. A file of its own: the page allows no inline script.
;(() => {
  let chosen = 'system'
  try {
    chosen = JSON.parse(localStorage.getItem('tallystick.preferences') ?? '{}').theme ?? 'system'
  } catch {}
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
