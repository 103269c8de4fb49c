import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'

export type Preferences = {
  readonly theme: 'system' | 'light' | 'dark'
  /** IANA name, or `local` or `UTC`. */
  readonly zone: string
  readonly times: 'absolute' | 'relative'
  readonly density: 'compact' | 'comfortable'
}

const KEY = 'tallystick.preferences'
const DEFAULTS: Preferences = { theme: 'system', zone: 'local', times: 'absolute', density: 'compact' }

type Value = Preferences & { readonly change: (to: Partial<Preferences>) => void }
const PreferencesContext = createContext<Value | undefined>(undefined)

/** What somebody chose in this browser. Nothing secret, so local storage will do. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(read)
  const change = useCallback(
    (to: Partial<Preferences>) =>
      setPreferences(before => {
        const after = { ...before, ...to }
        try {
          localStorage.setItem(KEY, JSON.stringify(after))
        } catch {
          // Without storage the choice lasts as long as the page.
        }
        return after
      }),
    [],
  )
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const dark = preferences.theme === 'dark' || (preferences.theme === 'system' && system.matches)
      document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    }
    apply()
    system.addEventListener('change', apply)
    return () => system.removeEventListener('change', apply)
  }, [preferences.theme])
  const value = useMemo(() => ({ ...preferences, change }), [preferences, change])
  return <PreferencesContext value={value}>{children}</PreferencesContext>
}

export function usePreferences(): Value {
  const value = useContext(PreferencesContext)
  if (value === undefined) throw new Error('usePreferences stands outside of its provider')
  return value
}

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>
    const zone = kept.zone !== undefined && isZone(kept.zone) ? kept.zone : DEFAULTS.zone
    return { ...DEFAULTS, ...kept, zone }
  } catch {
    return DEFAULTS
  }
}

function isZone(zone: string): boolean {
  if (zone === 'local') return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
