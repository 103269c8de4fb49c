import {
  Activity,
  BadgeCheck,
  ChartColumn,
  ChartLine,
  Gauge,
  LayoutDashboard,
  type LucideIcon,
  Scale,
  ScrollText,
  Settings,
  ShieldAlert,
  Waypoints,
} from 'lucide-react'
import type { Permission } from '../api/types.ts'

/** A page that the navigation, the palette and the shortcuts (`g` and a letter) know. */
export type Place = {
  readonly path: string
  readonly name: string
  readonly key: string
  readonly icon: LucideIcon
  /** Shown to those who have it. */
  readonly permission: Permission
  /** What it answers, for the palette and the help. */
  readonly about: string
}

export const PLACES: readonly Place[] = [
  {
    path: '/',
    name: 'Overview',
    key: 'o',
    icon: Gauge,
    permission: 'read',
    about: 'Is all well? What is broken or behind?',
  },
  {
    path: '/explore',
    name: 'Explore',
    key: 'e',
    icon: ScrollText,
    permission: 'read',
    about: 'Search every event, live or in the past',
  },
  {
    path: '/firewall',
    name: 'Firewall',
    key: 'f',
    icon: ShieldAlert,
    permission: 'read',
    about: 'Scans of prompts and answers: risk, sessions, attacks',
  },
  {
    path: '/decisions',
    name: 'Decisions',
    key: 'd',
    icon: Scale,
    permission: 'read',
    about: 'What was allowed and what was blocked, for whom',
  },
  {
    path: '/activity',
    name: 'Activity',
    key: 'a',
    icon: Activity,
    permission: 'read',
    about: 'Who did what to which entity',
  },
  {
    path: '/traces',
    name: 'Traces',
    key: 't',
    icon: Waypoints,
    permission: 'read',
    about: 'Where the time of a request went',
  },
  {
    path: '/series',
    name: 'Metrics',
    key: 'm',
    icon: ChartLine,
    permission: 'read',
    about: 'Any series over time',
  },
  {
    path: '/analytics',
    name: 'Analytics',
    key: 'n',
    icon: ChartColumn,
    permission: 'read',
    about: '7 and 30 days, against the ones before',
  },
  {
    path: '/dashboards',
    name: 'Dashboards',
    key: 'b',
    icon: LayoutDashboard,
    permission: 'read',
    about: 'Panels of your own',
  },
  {
    path: '/evidence',
    name: 'Evidence',
    key: 'v',
    icon: BadgeCheck,
    permission: 'verify',
    about: 'Was anything altered? Prove it',
  },
  {
    path: '/admin',
    name: 'Admin',
    key: 's',
    icon: Settings,
    permission: 'admin',
    about: 'Users, keys, tenants, store, who did what',
  },
]
