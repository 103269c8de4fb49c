import {
  type About,
  currentEnvironment,
  Pipeline,
  type RedactionSession,
  type Sealer,
} from '@tallystick/firewall'
import type { Scanning } from '../scans/scanning.ts'
import { type Asker, compileRules, type ProxyRule } from './rules.ts'

/** What the exchanges of one asker are scanned with. */
export type Firewall = {
  readonly rule: ProxyRule
  readonly pipeline: Pipeline
  readonly about: Pick<About, 'environment' | 'policy' | 'scanners' | 'sealer'>
  /** What redacts one exchange. */
  redaction(): RedactionSession
}

type Known = { readonly hashKey: Uint8Array; readonly sealer: Sealer; readonly firewall: Firewall }

/** Tenants times policies that are kept ready. */
const MAX_KNOWN = 10_000

/** The firewall of each asker. Scanners are made once; a pipeline for each tenant and policy. */
export function createFirewalls(
  scanning: Scanning,
  rules: readonly unknown[],
): (asker: Asker) => Promise<Firewall> {
  const ruleOf = compileRules(rules)
  const known = new Map<string, Known>()
  return async asker => {
    const rule = ruleOf(asker)
    const { hashKey, sealer, encryptionKey } = await scanning.of(asker.tenant)
    const id = `${asker.tenant} ${rule.policy.hash} ${rule.restore}`
    const before = known.get(id)
    if (before?.hashKey === hashKey && before.sealer === sealer) return before.firewall
    const pipeline = new Pipeline({
      policy: rule.policy,
      scanners: scanning.scanners(),
      enableLogging: false,
      hashKey,
    })
    const { policy, detector } = pipeline
    const firewall: Firewall = {
      rule,
      pipeline,
      about: {
        environment: currentEnvironment(),
        policy: `${policy.name}@${policy.hash}`,
        scanners: detector.scanners.map(scanner => `${scanner.id}@${scanner.version}`),
        sealer: scanning.encrypts ? sealer : undefined,
      },
      redaction: () => pipeline.redaction({ key: hashKey, encryptionKey }),
    }
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(id, { hashKey, sealer, firewall })
    return firewall
  }
}
