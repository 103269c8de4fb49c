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
  {
    version: 5,
    name: 'sessions and second factors',
    up: `
      CREATE TABLE session (
        id TEXT PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
        method TEXT NOT NULL,
        created TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        expires TEXT NOT NULL,
        ip TEXT,
        user_agent TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX session_user ON session (user, created);
      CREATE TABLE second_factor (
        user TEXT PRIMARY KEY REFERENCES user (name) ON DELETE CASCADE,
        secret TEXT NOT NULL,
        created TEXT NOT NULL,
        confirmed TEXT,
        last_step INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE recovery_code (
        user TEXT NOT NULL REFERENCES second_factor (user) ON DELETE CASCADE,
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        used TEXT,
        PRIMARY KEY (user, hash)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE identity (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        user TEXT NOT NULL UNIQUE REFERENCES user (name) ON DELETE CASCADE,
        PRIMARY KEY (issuer, subject)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER session_ends AFTER UPDATE OF password, disabled ON user
        WHEN new.password <> old.password OR new.disabled IS NOT NULL
        BEGIN DELETE FROM session WHERE user = new.name; END;`,
    down: `
      DROP TRIGGER session_ends;
      DROP TABLE identity;
      DROP TABLE recovery_code;
      DROP TABLE second_factor;
      DROP TABLE session;`,
  },
  {
    version: 6,
    name: 'saved views',
    // An owner may be an API key, so that none is referred to. What users kept for themselves goes with them.
    up: `
      CREATE TABLE saved_view (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL REFERENCES tenant (name),
        kind TEXT NOT NULL CHECK (kind IN ('search', 'dashboard')),
        name TEXT NOT NULL,
        owner TEXT NOT NULL,
        shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
        document TEXT NOT NULL,
        created TEXT NOT NULL,
        changed TEXT NOT NULL,
        version INTEGER NOT NULL,
        UNIQUE (tenant, kind, owner, name)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER saved_view_goes AFTER DELETE ON user
        BEGIN DELETE FROM saved_view WHERE tenant = old.tenant AND owner = old.name AND shared = 0; END;`,
    down: `
      DROP TRIGGER saved_view_goes;
      DROP TABLE saved_view;`,
  },
  {
    version: 7,
    name: 'when a password was changed',
    up: 'ALTER TABLE user ADD COLUMN password_changed TEXT',
    down: 'ALTER TABLE user DROP COLUMN password_changed',
  },
]
