import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openClickHouseStore } from '../../src/store/clickhouse/index.ts'
import { describeEventStore } from './contract/index.ts'

describeEventStore('ClickHouse', async () =>
  openClickHouseStore(await mkdtemp(join(tmpdir(), 'tally-chdb-'))),
)
