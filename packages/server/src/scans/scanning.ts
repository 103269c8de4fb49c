import { hkdfSync } from 'node:crypto'
import type { Engine, TenantKey } from '@tallystick/engine'
import {
  builtInScanners,
  createSealer,
  OWN_TENANT,
  Pipeline,
  type RunOptions,
  type Scanner,
  type ScanRecord,
  type ScanResult,
  type Sealer,
  sealerFromEnvironment,
} from '@tallystick/firewall'
import { type EngineRecords, engineRecords } from './records.ts'

/** What scans of one tenant are made with. */
export type TenantScans = {
  readonly hashKey: Uint8Array
  /** Opens breakdowns under every version of the tenant's key, and seals under the last. */
  readonly sealer: Sealer
  /** Behind values that redaction encrypts. */
  readonly encryptionKey: Uint8Array
  readonly records: EngineRecords
  /** Records into the tenant's record, by the default policy. */
  readonly pipeline: Pipeline
}

/** Scanning inside the server: the scanners are made once, whatever the number of tenants. */
export type Scanning = {
  readonly scanners: () => readonly Scanner[]
  /** Whether breakdowns are encrypted. */
  readonly encrypts: boolean
  of(tenant: string): Promise<TenantScans>
  /** Scans a text; the record is durable when this resolves. Rejects as `Engine.ingest` does when it is not. */
  run(tenant: string, text: string, options: RunOptions): Promise<ScanResult>
  /** The record with its breakdown opened, where the tenant's keys open it. */
  opened(tenant: string, record: ScanRecord): Promise<ScanRecord>
}

type Known = { readonly versions: readonly TenantKey[]; readonly scans: TenantScans }

export function createScanning(engine: Engine, encrypts: boolean): Scanning {
  const { vault } = engine
  const known = new Map<string, Known>()
  let scanners: readonly Scanner[] | undefined

  const scanning: Scanning = {
    encrypts,
    scanners: () => {
      scanners ??= builtInScanners()
      return scanners
    },
    of: async tenant => {
      const hash = await vault.current(tenant, 'hash')
      const current = await vault.current(tenant, 'encrypt')
      const versions = await vault.versions(tenant)
      const before = known.get(tenant)
      // A key that was rotated makes another list.
      if (before?.versions === versions) return before.scans
      const former = versions.filter(({ purpose }) => purpose === 'encrypt')
      const sealer = createSealer({ tenant, current, former })
      const records = before?.scans.records ?? engineRecords(engine, tenant)
      const pipeline = new Pipeline({
        scanners: scanning.scanners(),
        store: records,
        hashKey: hash.secret,
        sealer: encrypts ? sealer : null,
      })
      // A key for each end (RFC 5869).
      const encryptionKey = new Uint8Array(
        hkdfSync('sha256', current.secret, '', 'tallystick redaction v1', 32),
      )
      const scans = { hashKey: hash.secret, sealer, encryptionKey, records, pipeline }
      known.set(tenant, { versions, scans })
      return scans
    },
    run: async (tenant, text, options) => {
      const { pipeline, records } = await scanning.of(tenant)
      const result = await pipeline.run(text, options)
      await records.durable(result.id)
      return result
    },
    opened: async (tenant, record) => {
      if (record.encrypted_reasons === undefined) return record
      const { sealer } = await scanning.of(tenant)
      // What programs seal themselves opens where this server was given the same ENCRYPTION_KEY.
      for (const opener of [() => sealer, () => sealerFromEnvironment(process.env, OWN_TENANT)])
        try {
          const reasons = opener()?.open(record.id, record.encrypted_reasons)
          if (reasons !== undefined) return { ...record, reasons }
        } catch {
          // Not by this one, then.
        }
      return record
    },
  }
  return scanning
}
