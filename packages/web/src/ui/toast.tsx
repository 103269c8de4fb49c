import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { ApiError } from '../api/client.ts'
import styles from './toast.module.css'

type Toast = { readonly id: number; readonly text: string; readonly tone: 'good' | 'bad' }
type Say = { readonly done: (text: string) => void; readonly failed: (error: unknown) => void }

const SHOWN_MS = 5_000
const ToastContext = createContext<Say | undefined>(undefined)

/** Short messages that what was asked for is done, or why not; also read out. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const show = useCallback((text: string, tone: Toast['tone']) => {
    const toast = { id: performance.now(), text, tone }
    setToasts(before => [...before.slice(-2), toast])
    setTimeout(() => setToasts(before => before.filter(({ id }) => id !== toast.id)), SHOWN_MS)
  }, [])
  const say = useMemo(
    () => ({
      done: (text: string) => show(text, 'good'),
      failed: (error: unknown) =>
        show(
          error instanceof ApiError && error.help !== undefined
            ? `${error.message}. ${error.help}`
            : (error as Error).message,
          'bad',
        ),
    }),
    [show],
  )
  return (
    <ToastContext value={say}>
      {children}
      <div className={styles.toasts} role="status">
        {toasts.map(({ id, text, tone }) => (
          <div key={id} className={styles.toast} data-tone={tone}>
            {text}
          </div>
        ))}
      </div>
    </ToastContext>
  )
}

export function useToast(): Say {
  const say = useContext(ToastContext)
  if (say === undefined) throw new Error('useToast stands outside of its provider')
  return say
}
