import { openMemoryStore } from '../../src/store/memory/index.ts'
import { describeEventStore } from './contract/index.ts'
import { ORACLE } from './contract/oracle.ts'

describeEventStore('memory', async () => openMemoryStore(), {
  skip: [{ reason: 'it is the oracle', tests: [ORACLE] }],
})
