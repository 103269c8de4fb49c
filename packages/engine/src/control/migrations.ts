/** One step of the control plane's schema. `up` and `down` are SQL scripts; each runs in one transaction. */
export type Migration = {
  /** Consecutive from 1. A published migration never changes. */
  readonly version: number
  readonly name: string
  readonly up: string
  readonly down: string
}

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'tenants and settings',
    up: `
      CREATE TABLE tenant (
        name TEXT PRIMARY KEY,
        created TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;`,
    down: `
      DROP TABLE setting;
      DROP TABLE tenant;`,
  },
  {
    version: 2,
    name: 'API keys',
    up: `
      CREATE TABLE api_key (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL REFERENCES tenant (name),
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        created TEXT NOT NULL,
        expires TEXT,
        revoked TEXT,
        last_used TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX api_key_tenant ON api_key (tenant);`,
    down: `
      DROP TABLE api_key;`,
  },
  {
    version: 3,
    name: 'users',
    up: `
      CREATE TABLE user (
        name TEXT PRIMARY KEY,
        tenant TEXT NOT NULL REFERENCES tenant (name),
        role TEXT NOT NULL,
        grants TEXT NOT NULL,
        password TEXT NOT NULL,
        created TEXT NOT NULL,
        disabled TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX user_tenant ON user (tenant);`,
    down: `
      DROP TABLE user;`,
  },
]
