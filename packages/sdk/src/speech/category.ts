/** The usual kinds of activity. Any other name is fine too. */
export const LogCategory = {
  SYSTEM: 'system',
  SECURITY: 'security',
  PERFORMANCE: 'performance',
  API: 'api',
  DATABASE: 'database',
  NETWORK: 'network',
  AUTHENTICATION: 'authentication',
  AUDIT: 'audit',
  BUSINESS: 'business',
  AI: 'ai',
} as const

/** A category: one of `LogCategory` (offered by the editor), or a name of your own. */
export type Category = (typeof LogCategory)[keyof typeof LogCategory] | (string & {})
