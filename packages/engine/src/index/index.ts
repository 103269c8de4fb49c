export { Indexer, type IndexLag } from './indexer.ts'
