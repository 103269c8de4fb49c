import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openSqliteStore } from '../../src/store/sqlite/index.ts'
import { describeEventStore } from './contract/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'tally-sqlite-'))
after(() => rmSync(directory, { recursive: true }))
describeEventStore('sqlite', () => openSqliteStore(directory))
