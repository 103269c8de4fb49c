/** Ends with exit code 0 if chDB's native library loads; see `available.ts`. */
await import('chdb')
process.exit(0)
