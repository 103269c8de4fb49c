import { openMemoryStore } from '../../src/store/memory/index.ts'
import { describeEventStore } from './contract/index.ts'
import { ORACLE } from './contract/oracle.ts'
import { SERIES_ORACLE } from './contract/series.ts'

describeEventStore('memory', async () => openMemoryStore(), {
  skip: [{ reason: 'it is the oracle', tests: [ORACLE, SERIES_ORACLE] }],
})
