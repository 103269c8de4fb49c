export { Ingest, type IngestOptions, type IngestResult } from './ingest.ts'
