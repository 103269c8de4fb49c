import type { Engine } from '@tallystick/engine'
import type { Verifications } from '../evidence/verifications.ts'
import type { ByteBudget } from '../http/budget.ts'
import type { Cookies } from '../http/cookies.ts'
import type { Logins } from '../http/logins.ts'
import type { Settings } from '../http/options.ts'
import type { App } from '../http/validation.ts'
import type { Sampler } from '../overview/sampler.ts'
import type { Scanning } from '../scans/scanning.ts'
import type { SecondFactors } from '../signin/second-factors.ts'
import type { Tails } from '../tail/registry.ts'

/** What the routes of a server share. */
export type RouteContext = {
  readonly engine: Engine
  readonly settings: Settings
  readonly budget: ByteBudget
  readonly tails: Tails
  readonly scanning: Scanning
  readonly cookies: Cookies
  readonly logins: Logins
  readonly secondFactors: SecondFactors
  readonly verifications: Verifications
  readonly sampler: Sampler
}

export type Routes = (app: App, context: RouteContext) => void
