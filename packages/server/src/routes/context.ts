import type { Engine } from '@tallystick/engine'
import type { ByteBudget } from '../http/budget.ts'
import type { Settings } from '../http/options.ts'
import type { App } from '../http/validation.ts'
import type { Scanning } from '../scans/scanning.ts'
import type { Tails } from '../tail/registry.ts'

/** What the routes of a server share. */
export type RouteContext = {
  readonly engine: Engine
  readonly settings: Settings
  readonly budget: ByteBudget
  readonly tails: Tails
  readonly scanning: Scanning
}

export type Routes = (app: App, context: RouteContext) => void
