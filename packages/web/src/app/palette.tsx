import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { CircleHelp, Moon, RefreshCw, Search, Sun } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { PRESETS } from '../time/range.ts'
import { useRange } from '../time/use-range.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Keys } from '../ui/keys.tsx'
import styles from './palette.module.css'
import type { Place } from './places.ts'
import { usePreferences } from './preferences.tsx'

/** Ctrl-K: go to a page, search for what was typed, change the range, the theme. */
export function Palette({
  places,
  onClose,
  onHelp,
}: {
  readonly places: readonly Place[]
  readonly onClose: () => void
  readonly onHelp: () => void
}) {
  const navigate = useNavigate()
  const { change } = usePreferences()
  const { set, again } = useRange()
  const [text, setText] = useState('')
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  return (
    <Dialog title="Go to" onClose={onClose}>
      <Command className={styles.palette} label="Commands" loop>
        <Command.Input
          className={styles.input}
          value={text}
          onValueChange={setText}
          placeholder="A page, a range of time, or something to search for"
          autoFocus
        />
        <Command.List className={styles.list}>
          {text.trim() !== '' && (
            <Item
              value={`search ${text}`}
              icon={<Search size={14} />}
              onSelect={run(() => void navigate({ to: '/explore', search: { q: text.trim() } as never }))}
            >
              Search events for <code>{text.trim()}</code>
            </Item>
          )}
          <Command.Group heading="Pages">
            {places.map(({ path, name, about, key, icon: Icon }) => (
              <Item
                key={path}
                value={`${name} ${about}`}
                icon={<Icon size={14} />}
                keys={`g ${key}`}
                onSelect={run(() => void navigate({ to: path }))}
              >
                {name} <small>{about}</small>
              </Item>
            ))}
          </Command.Group>
          <Command.Group heading="Time">
            {PRESETS.map(({ from, label }) => (
              <Item key={from} value={label} onSelect={run(() => set({ from, to: 'now' }))}>
                {label}
              </Item>
            ))}
            <Item value="refresh" icon={<RefreshCw size={14} />} keys="r" onSelect={run(again)}>
              Refresh
            </Item>
          </Command.Group>
          <Command.Group heading="Console">
            <Item
              value="dark theme"
              icon={<Moon size={14} />}
              onSelect={run(() => change({ theme: 'dark' }))}
            >
              Dark
            </Item>
            <Item
              value="light theme"
              icon={<Sun size={14} />}
              onSelect={run(() => change({ theme: 'light' }))}
            >
              Light
            </Item>
            <Item value="times in utc zone" onSelect={run(() => change({ zone: 'UTC' }))}>
              Times in UTC
            </Item>
            <Item value="times local zone" onSelect={run(() => change({ zone: 'local' }))}>
              Times of this browser
            </Item>
            <Item value="help shortcuts keys" icon={<CircleHelp size={14} />} keys="?" onSelect={run(onHelp)}>
              Help and shortcuts
            </Item>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  )
}

function Item({
  value,
  icon,
  keys,
  onSelect,
  children,
}: {
  readonly value: string
  readonly icon?: ReactNode
  readonly keys?: string
  readonly onSelect: () => void
  readonly children: ReactNode
}) {
  return (
    <Command.Item className={styles.item} value={value} onSelect={onSelect}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.text}>{children}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </Command.Item>
  )
}
