export { type CatalogueEntry, metricsCatalogue } from './catalogue.ts'
export { type MetricsAnswer, type MetricsQueryOptions, queryMetrics } from './query.ts'
export { MetricsRetention, RETENTION_SETTINGS } from './retention.ts'
