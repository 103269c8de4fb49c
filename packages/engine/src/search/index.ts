export {
  type ContextOptions,
  type EventContext,
  type ExportOptions,
  type FieldsOptions,
  MAX_SEARCH_LIMIT,
  Search,
  type SearchOptions,
  type SearchPage,
} from './search.ts'
