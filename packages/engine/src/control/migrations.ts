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
  {
    version: 4,
    name: 'policies',
    up: `
      CREATE TABLE policy_version (
        tenant TEXT NOT NULL REFERENCES tenant (name),
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        canonical TEXT NOT NULL,
        source TEXT NOT NULL,
        created TEXT NOT NULL,
        created_by TEXT NOT NULL,
        PRIMARY KEY (tenant, name, version),
        UNIQUE (tenant, name, hash)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE policy_activation (
        id INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL REFERENCES tenant (name),
        key TEXT NOT NULL,
        name TEXT,
        version INTEGER,
        activated TEXT NOT NULL,
        activated_by TEXT NOT NULL,
        FOREIGN KEY (tenant, name, version) REFERENCES policy_version (tenant, name, version)
      ) STRICT;
      CREATE INDEX policy_activation_last ON policy_activation (tenant, key, id);
      CREATE TRIGGER policy_version_kept BEFORE UPDATE ON policy_version
        BEGIN SELECT RAISE(ABORT, 'a version of a policy never changes'); END;
      CREATE TRIGGER policy_activation_kept BEFORE UPDATE ON policy_activation
        BEGIN SELECT RAISE(ABORT, 'what applied when never changes'); END;`,
    down: `
      DROP TABLE policy_activation;
      DROP TABLE policy_version;`,
  },
]
