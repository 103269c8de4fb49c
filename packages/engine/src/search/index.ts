export {
  type ContextOptions,
  type EventContext,
  type FieldsOptions,
  MAX_SEARCH_LIMIT,
  Search,
  type SearchOptions,
  type SearchPage,
} from './search.ts'
