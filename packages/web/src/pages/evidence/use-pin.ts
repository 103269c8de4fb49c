import { useEffect, useState } from 'react'
import { keepPin, type Pin, readPin } from './pin.ts'

/** The key this browser holds on to: the first one that the server gave, until somebody says otherwise. */
export function usePin(served: string | undefined): {
  readonly pin: Pin | undefined
  readonly change: (key: string, typed: boolean) => void
} {
  const [pin, setPin] = useState(readPin)
  const change = (key: string, typed: boolean) => {
    const next = { key, since: new Date().toISOString(), typed }
    keepPin(next)
    setPin(next)
  }
  useEffect(() => {
    if (served === undefined) return
    setPin(before => {
      if (before !== undefined) return before
      const first = { key: served, since: new Date().toISOString(), typed: false }
      keepPin(first)
      return first
    })
  }, [served])
  return { pin, change }
}
