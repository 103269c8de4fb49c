import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { CircleHelp, LogOut, Menu as MenuIcon, Monitor, Moon, Search, Sun, UserRound, X } from 'lucide-react'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { SessionProvider, type SignedIn, useSignedOut } from '../api/session.tsx'
import { RangeProvider, useRange } from '../time/use-range.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import icon from '../ui/icon.svg'
import { Keys } from '../ui/keys.tsx'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'
import { useToast } from '../ui/toast.tsx'
import { Help } from './help.tsx'
import { Palette } from './palette.tsx'
import { PLACES } from './places.ts'
import { usePreferences } from './preferences.tsx'
import styles from './shell.module.css'
import { useShortcuts } from './shortcuts.ts'

/** What surrounds every page of somebody who is signed in. */
export function Shell({ session }: { readonly session: SignedIn }) {
  return (
    <SessionProvider session={session}>
      <RangeProvider>
        <Frame session={session} />
      </RangeProvider>
    </SessionProvider>
  )
}

function Frame({ session }: { readonly session: SignedIn }) {
  const [navOpen, setNavOpen] = useState(false)
  const [shown, setShown] = useState<'palette' | 'help'>()
  const navigate = useNavigate()
  const { shift, again } = useRange()
  const places = PLACES.filter(({ permission }) => session.permissions.includes(permission))

  useShortcuts({
    'Ctrl+K': () => setShown('palette'),
    '?': () => setShown('help'),
    '[': () => shift(-1),
    ']': () => shift(1),
    r: again,
    ...Object.fromEntries(places.map(({ key, path }) => [`g ${key}`, () => void navigate({ to: path })])),
  })

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <header className={styles.top}>
        <IconButton
          label={navOpen ? 'Close navigation' : 'Open navigation'}
          onClick={() => setNavOpen(!navOpen)}
        >
          {navOpen ? <X size={18} /> : <MenuIcon size={18} />}
        </IconButton>
        <Brand />
        <IconButton label="Search and commands" shortcut="Ctrl K" onClick={() => setShown('palette')}>
          <Search size={16} />
        </IconButton>
      </header>
      <nav className={styles.nav} aria-label="Pages" data-open={navOpen}>
        <div className={styles.brand}>
          <Brand />
        </div>
        <button type="button" className={styles.find} onClick={() => setShown('palette')}>
          <Search size={13} aria-hidden="true" /> Go to … <Keys keys="Ctrl K" />
        </button>
        <ul className={styles.places}>
          {places.map(({ path, name, icon: Icon }) => (
            <li key={path}>
              <Link
                to={path}
                activeOptions={{ exact: path === '/', includeSearch: false }}
                className={styles.place}
                onClick={() => setNavOpen(false)}
              >
                <Icon size={15} aria-hidden="true" />
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <div className={styles.below}>
          <Account session={session} onHelp={() => setShown('help')} />
        </div>
      </nav>
      <div className={styles.content}>
        <Outlet />
      </div>
      {shown === 'palette' && (
        <Palette places={places} onClose={() => setShown(undefined)} onHelp={() => setShown('help')} />
      )}
      {shown === 'help' && <Help places={places} onClose={() => setShown(undefined)} />}
    </div>
  )
}

function Brand() {
  return (
    <Link to="/" className={styles.name}>
      <img src={icon} alt="" width={22} height={22} />
      Tallystick
    </Link>
  )
}

function Account({ session, onHelp }: { readonly session: SignedIn; readonly onHelp: () => void }) {
  const { theme, times, density, change } = usePreferences()
  const navigate = useNavigate()
  const signedOut = useSignedOut()
  const toast = useToast()
  const signOut = async () => {
    try {
      await api.delete('/api/v1/session')
      await signedOut()
    } catch (error) {
      toast.failed(error)
    }
  }
  return (
    <Menu
      trigger={
        <Button look="quiet" className={styles.account}>
          <UserRound size={15} aria-hidden="true" />
          <span className={styles.who}>
            {session.name}
            <small>
              {session.user?.role ?? 'key'} · {session.tenant}
            </small>
          </span>
        </Button>
      }
    >
      <MenuItem onSelect={() => void navigate({ to: '/account' })}>
        <UserRound size={14} aria-hidden="true" /> Account and sign-in
      </MenuItem>
      <MenuItem onSelect={onHelp}>
        <CircleHelp size={14} aria-hidden="true" /> Help and shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Appearance</MenuLabel>
      {(
        [
          ['system', 'As the system', Monitor],
          ['light', 'Light', Sun],
          ['dark', 'Dark', Moon],
        ] as const
      ).map(([value, text, Icon]) => (
        <MenuCheck key={value} checked={theme === value} onChange={() => change({ theme: value })}>
          <Icon size={14} aria-hidden="true" /> {text}
        </MenuCheck>
      ))}
      <MenuSeparator />
      <MenuCheck
        checked={times === 'relative'}
        onChange={checked => change({ times: checked ? 'relative' : 'absolute' })}
      >
        Times as “3 min ago”
      </MenuCheck>
      <MenuCheck
        checked={density === 'comfortable'}
        onChange={checked => change({ density: checked ? 'comfortable' : 'compact' })}
      >
        More space between rows
      </MenuCheck>
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut size={14} aria-hidden="true" /> Sign out
      </MenuItem>
    </Menu>
  )
}
