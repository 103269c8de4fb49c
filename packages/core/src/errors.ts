/**
 * The error catalogue. Every refusal a client, an operator or a program can meet has one stable code here;
 * codes are never reused and never change their meaning. `docs/reference/errors.md` is generated from it.
 */

type ErrorSpec = {
  /** HTTP status the server answers with. */
  readonly status: number
  /** What happened and what to do about it, in one or two sentences. */
  readonly help: string
}

export const ERRORS = {
  // Events
  TALLY_EVENT_NOT_OBJECT: {
    status: 400,
    help: 'An event is a JSON object. Send one object, an array of objects, or one object per line (NDJSON).',
  },
  TALLY_EVENT_FIELD_TYPE: {
    status: 400,
    help: 'A field has the wrong type. The message names the field, what was expected and what was found.',
  },
  TALLY_EVENT_FIELD_TOO_LONG: {
    status: 400,
    help: 'A field is longer than its limit. Shorten it, or move the content into attributes.',
  },
  TALLY_EVENT_FIELD_RESERVED: {
    status: 400,
    help: 'seq, tenant, received and nonce are assigned by Tallystick and cannot be sent. Put your own value under attributes.',
  },
  TALLY_EVENT_TIME_INVALID: {
    status: 400,
    help: 'Send time as RFC 3339 (2026-01-31T12:00:00.123Z) or as epoch seconds, milliseconds, microseconds or nanoseconds.',
  },
  TALLY_EVENT_TIME_RANGE: { status: 400, help: 'time must lie between 1970-01-01 and 2261-12-31 UTC.' },
  TALLY_EVENT_TOO_LARGE: {
    status: 413,
    help: 'One event exceeds the size limit. Store large content elsewhere and log a reference to it.',
  },
  TALLY_EVENT_TOO_DEEP: { status: 400, help: 'attributes are nested deeper than the limit. Flatten them.' },
  TALLY_EVENT_TOO_MANY_KEYS: {
    status: 400,
    help: 'attributes hold more keys than the limit. Send fewer, or encode the rest as one string.',
  },
  // Ingest
  TALLY_INGEST_JSON: {
    status: 400,
    help: 'The body, or this line of it, is not valid JSON. The message says where.',
  },
  TALLY_INGEST_EMPTY: { status: 400, help: 'The body holds no events.' },
  TALLY_INGEST_TOO_LARGE: {
    status: 413,
    help: 'The body, after decompression, exceeds the limit. Send less at once.',
  },
  TALLY_INGEST_TOO_MANY: {
    status: 413,
    help: 'The batch holds more events than the limit. Send smaller batches.',
  },
  TALLY_INGEST_ENCODING: {
    status: 415,
    help: 'Supported content encodings are gzip, deflate, zstd and identity, and the body must match its Content-Encoding.',
  },
  TALLY_INGEST_MEDIA_TYPE: { status: 415, help: 'Send application/json or application/x-ndjson.' },
  TALLY_INGEST_WRITER: {
    status: 400,
    help: 'A writer is 1 to 128 printable characters, and its sequence a non-negative integer.',
  },
  TALLY_INGEST_OVERLOADED: {
    status: 503,
    help: 'Too much is waiting to be made durable. Nothing of this request was taken in; send it again after Retry-After.',
  },
  // Journal
  TALLY_JOURNAL_WRITE: {
    status: 503,
    help: 'The write-ahead log could not be written or synced (disk full or an I/O error). Nothing of this request was taken in; free space and send it again.',
  },
  TALLY_JOURNAL_LOCKED: {
    status: 409,
    help: 'Another process has this data directory open. Stop it, or use --url to talk to it.',
  },
  TALLY_JOURNAL_CORRUPT: {
    status: 500,
    help: 'The journal or write-ahead log is damaged in a way a crash cannot explain. Run tally verify and restore from a backup.',
  },
  TALLY_JOURNAL_CLOSED: {
    status: 503,
    help: 'Tallystick is shutting down. Nothing of this request was taken in; send it again.',
  },
  TALLY_SIGNING_KEY: {
    status: 500,
    help: 'The key that signs the ledger is missing, or is not the one that signed what is there. Restore keys/ from a backup; a new key would break the proof.',
  },
  TALLY_DATA_NOT_FOUND: {
    status: 404,
    help: 'There is no Tallystick data directory here. Name one with --data, or start one with tally serve.',
  },
  TALLY_DATA_UNWRITABLE: {
    status: 500,
    help: 'The data directory cannot be made or written. Name another one with --data or TALLYSTICK_DATA, or let this user write there.',
  },
  // Query
  TALLY_QUERY_SYNTAX: { status: 400, help: 'The query does not parse. position says the column.' },
  TALLY_QUERY_FIELD: { status: 400, help: 'The field does not fit this use. position says the column.' },
  TALLY_QUERY_VALUE: {
    status: 400,
    help: 'The value does not fit the field or operator. position says the column.',
  },
  TALLY_QUERY_REGEX: {
    status: 400,
    help: 'The regular expression is not valid RE2 syntax (no look-around, no back-references).',
  },
  TALLY_QUERY_TOO_COMPLEX: { status: 400, help: 'The query is too long or too deeply nested.' },
  TALLY_QUERY_PIPE: {
    status: 400,
    help: 'This endpoint takes a filter without pipes, or one that ends in aggregates. Use search for rows and aggregate for tables.',
  },
  TALLY_QUERY_TIMEOUT: {
    status: 504,
    help: 'The query ran longer than its limit. Narrow the time range or the filter.',
  },
  TALLY_QUERY_MEMORY: {
    status: 507,
    help: 'The query needed more memory than its limit. Narrow it, or group by fewer values.',
  },
  TALLY_QUERY_CURSOR: {
    status: 400,
    help: 'The cursor is not one this search returned. Start again without it.',
  },
  TALLY_QUERY_RANGE: {
    status: 400,
    help: 'from must be before to; both are RFC 3339 times, dates, years, epoch numbers of nine digits or more, or relative like -1h.',
  },
  // Metrics
  TALLY_METRIC_NOT_OBJECT: {
    status: 400,
    help: 'A point is a JSON object like {"metric":"cpu_usage","value":42}. Send one, an array of them, or one per line (NDJSON).',
  },
  TALLY_METRIC_NAME: {
    status: 400,
    help: 'A metric has a name of 1 to 256 characters, none of them control characters, in metric (or name).',
  },
  TALLY_METRIC_VALUE: {
    status: 400,
    help: 'value is a finite number; that of a counter is not below 0.',
  },
  TALLY_METRIC_TAGS: {
    status: 400,
    help: 'tags is a flat object of at most 32 texts of at most 512 characters. Put what differs from point to point into an event instead.',
  },
  TALLY_METRIC_FIELD: {
    status: 400,
    help: 'A point has metric, value, unit, time, tags and type (gauge or counter), and nothing else.',
  },
  TALLY_METRIC_EXPRESSION: { status: 400, help: 'The expression does not parse. position says the column.' },
  TALLY_METRIC_TOO_COMPLEX: {
    status: 400,
    help: 'The expression is too long, too deeply nested, or asks for too many series. position says where.',
  },
  TALLY_METRIC_STEP: {
    status: 400,
    help: 'step is a duration of whole seconds like 30s, 5m or 1h, and gives at most 11,000 points per series.',
  },
  // Store
  TALLY_STORE_UNAVAILABLE: {
    status: 503,
    help: 'The event store is not answering. Ingest goes on and the index will catch up; try the search again after Retry-After.',
  },
  TALLY_STORE_UNSUPPORTED: {
    status: 400,
    help: 'This event store cannot be used here. The message says why.',
  },
  // Access
  TALLY_AUTH_REQUIRED: {
    status: 401,
    help: 'Send an API key as Authorization: Bearer <key>, or user and password by HTTP Basic; in a browser, sign in.',
  },
  TALLY_AUTH_INVALID: {
    status: 401,
    help: 'The API key is unknown, revoked or expired, user and password do not belong together, or the session has ended: sign in again.',
  },
  TALLY_AUTH_SCOPE: {
    status: 403,
    help: 'The API key or user lacks the permission this route needs. Ask an admin for one that has it.',
  },
  TALLY_AUTH_PAYLOAD: {
    status: 403,
    help: 'Without the permission payload, message and attributes are neither shown nor tested. Ask by other fields, or ask an admin to grant it.',
  },
  TALLY_AUTH_ORIGIN: {
    status: 403,
    help: 'A page of another origin sent the password or the session that the browser keeps for this one. Use an API key there.',
  },
  TALLY_AUTH_CONSOLE: {
    status: 403,
    help: 'What changes something with a session has the header X-Tallystick-Console: 1, which pages of other origins cannot send.',
  },
  TALLY_AUTH_OTP_REQUIRED: {
    status: 401,
    help: 'This user has a second factor. Sign in with POST /api/v1/session and otp: a code of the authenticator app, or a recovery code. Scripts use an API key.',
  },
  TALLY_AUTH_OTP_INVALID: {
    status: 401,
    help: 'The code is wrong, too old, or was used already. Wait for the next one; if none is taken, look at the clocks of both machines.',
  },
  TALLY_AUTH_SLOWED: {
    status: 429,
    help: 'Too many failed logins of this user from this address. Wait as long as Retry-After says.',
  },
  TALLY_AUTH_BUSY: {
    status: 503,
    help: 'Too many passwords are being checked at once. Try again after Retry-After.',
  },
  TALLY_USER_INVALID: {
    status: 400,
    help: 'A user name is 1 to 128 characters of a-z, 0-9 and . _ @ + -, starting with a letter or digit.',
  },
  TALLY_USER_NOT_FOUND: { status: 404, help: 'There is no such user.' },
  TALLY_USER_EXISTS: { status: 409, help: 'A user of that name exists already, in this tenant or another.' },
  TALLY_PASSWORD_INVALID: {
    status: 400,
    help: 'A password has 8 to 256 characters, none of them a control character.',
  },
  TALLY_SESSION_NOT_FOUND: { status: 404, help: 'There is no such session of this user; it may have ended.' },
  TALLY_TOTP_EXISTS: {
    status: 409,
    help: 'A second factor is in use already. Turn it off before setting up another.',
  },
  TALLY_TOTP_NOT_FOUND: {
    status: 404,
    help: 'There is no second factor here, or none that waits to be confirmed. Set one up with POST /api/v1/account/totp.',
  },
  TALLY_OIDC_OFF: {
    status: 404,
    help: 'Nobody can sign in by OpenID Connect here: TALLYSTICK_OIDC_ISSUER and TALLYSTICK_OIDC_CLIENT_ID are not set (docs/access.md).',
  },
  TALLY_OIDC_FLOW: {
    status: 400,
    help: 'The sign-in took too long, was begun in another browser, or is over already. Begin it again.',
  },
  TALLY_OIDC_FAILED: {
    status: 502,
    help: 'The identity provider refused, does not answer, or its answer does not check out. The log of the server says which.',
  },
  TALLY_OIDC_NAME: {
    status: 403,
    help: 'The identity provider gives no name that a user can have here, or one that another user has already.',
  },
  TALLY_OIDC_ROLE: {
    status: 403,
    help: 'The identity provider names no role that is known here. Whoever runs this server maps its groups to roles (docs/access.md).',
  },
  TALLY_TENANT_INVALID: {
    status: 400,
    help: 'A tenant name is 1 to 63 characters of a-z, 0-9, - and _, starting with a letter or digit.',
  },
  TALLY_TENANT_NOT_FOUND: { status: 404, help: 'There is no such tenant.' },
  TALLY_TENANT_EXISTS: { status: 409, help: 'A tenant of that name exists already.' },
  TALLY_KEY_NOT_FOUND: { status: 404, help: 'There is no such API key.' },
  TALLY_KEY_EXPIRY: {
    status: 400,
    help: 'A key that has expired already would let nobody in. Give a time that is still to come, or none.',
  },
  TALLY_DEMO_RUNNING: {
    status: 409,
    help: 'Wait for it (GET /api/v1/demo says how far it is), or stop it with DELETE /api/v1/demo.',
  },
  // Control plane
  TALLY_CONTROL_CORRUPT: {
    status: 500,
    help: 'tallystick.db, which holds tenants, users, API keys and settings, is damaged. Restore it from a backup; the journal and ledger are not affected.',
  },
  TALLY_CONTROL_VERSION: {
    status: 409,
    help: 'tallystick.db was written by a newer version of Tallystick. Run that version, or use it to migrate down.',
  },
  TALLY_CONTROL_UNAVAILABLE: {
    status: 503,
    help: 'tallystick.db cannot be read or written (locked, disk full, no permission or closed). The message says why; try again.',
  },
  // Integrity
  TALLY_EVENT_NOT_FOUND: { status: 404, help: 'No event has this id, or it is not indexed yet.' },
  TALLY_PROOF_UNSEALED: {
    status: 409,
    help: 'The event is durable but not sealed yet; its proof exists within about a second.',
  },
  TALLY_CANONICAL_VALUE: {
    status: 400,
    help: 'Only JSON values within the depth limit, with finite numbers and well-formed Unicode text, have a canonical form (RFC 8785).',
  },
  TALLY_PROOF_INVALID: {
    status: 400,
    help: 'The proof, note, checkpoint or key is malformed or does not verify.',
  },
  // Governance
  TALLY_CHECK_CONTENT: {
    status: 422,
    help: 'A check takes metadata about a request, never its content: flags, numbers and short identifiers. The message names the field; leave it out, or say the same with a flag. Nothing was recorded.',
  },
  TALLY_CHECK_METADATA: {
    status: 400,
    help: 'metadata is an object of at most 64 flags, numbers, short identifiers and lists of them, nested at most 3 deep.',
  },
  TALLY_POLICY_INVALID: {
    status: 400,
    help: 'The policy cannot be used, and nothing was changed. The message names the rule, and details hold line and column.',
  },
  TALLY_POLICY_TOO_COMPLEX: {
    status: 400,
    help: 'The policy, or an expression of it, is larger or could take longer than the limit. Split it, or nest fewer loops.',
  },
  TALLY_POLICY_NOT_FOUND: { status: 404, help: 'There is no such policy, or no such version of it.' },
  // Saved searches and dashboards
  TALLY_VIEW_NOT_FOUND: {
    status: 404,
    help: 'There is no such saved search or dashboard, or somebody else keeps it for themselves.',
  },
  TALLY_VIEW_EXISTS: { status: 409, help: 'Its owner has one of that name already. Choose another name.' },
  TALLY_VIEW_CONFLICT: {
    status: 409,
    help: 'Somebody changed it since it was read, and nothing was overwritten. Read it again and change that.',
  },
  TALLY_VIEW_TOO_LARGE: {
    status: 413,
    help: 'The document of a saved search or dashboard has at most 64 KiB of JSON.',
  },
  TALLY_VIEW_LIMIT: {
    status: 409,
    help: 'There are as many saved searches and dashboards as there may be: 500 and 4 MiB of an owner, 64 MiB of a tenant. Delete some.',
  },
  // Requests
  TALLY_REQUEST_INVALID: {
    status: 400,
    help: 'A parameter or the body of the request is not valid. The message names it.',
  },
  TALLY_HOST_REFUSED: {
    status: 421,
    help: 'The Host header is not a name this server answers to. Use the address it printed, or allow the name in its settings.',
  },
  TALLY_TAIL_LIMIT: {
    status: 503,
    help: 'Too many live tails are open. Close one, or try again after Retry-After.',
  },
  TALLY_METHOD_NOT_ALLOWED: {
    status: 405,
    help: 'This address takes other methods, which the Allow header names. The API is described at /docs.',
  },
  TALLY_UPGRADE_REQUIRED: {
    status: 426,
    help: 'This address speaks WebSocket. Connect with a ws:// or wss:// URL.',
  },
  TALLY_NOT_FOUND: { status: 404, help: 'There is nothing at this address. The API is described at /docs.' },
  TALLY_INTERNAL: {
    status: 500,
    help: 'Something unexpected failed inside Tallystick. The server log has the details under the same request id.',
  },
  // Proxy
  TALLY_PROXY_BLOCKED: {
    status: 403,
    help: 'The policy does not let this through. details names what was found, or the rule; take it out, or ask whoever sets the policy.',
  },
  TALLY_PROXY_UNSCANNED: {
    status: 422,
    help: 'What cannot be scanned does not pass while the policy fails closed. Send text instead of token numbers; when a scanner failed, try again.',
  },
  TALLY_PROXY_BODY: {
    status: 400,
    help: 'The body must be one JSON object, as the API of OpenAI takes it.',
  },
  TALLY_UPSTREAM_UNREACHABLE: {
    status: 502,
    help: 'The service behind the proxy does not answer. Check --upstream and the network; nothing was answered.',
  },
  TALLY_UPSTREAM_TIMEOUT: {
    status: 504,
    help: 'The service behind the proxy took longer than its limit. Try again, or ask for less.',
  },
  TALLY_UPSTREAM_PROTOCOL: {
    status: 502,
    help: 'The service behind the proxy sent what its protocol does not allow, more than the limit, or broke off. What had not been scanned was not passed on.',
  },
  // Evidence lane of the SDK
  TALLY_EVIDENCE_FULL: {
    status: 507,
    help: 'Too much evidence waits to be shipped. This event is not recorded and will not be delivered; let the spool drain, or raise its limit.',
  },
  TALLY_EVIDENCE_SPOOL: {
    status: 503,
    help: 'The spool could not be written or synced (disk full, permissions or an I/O error). This event is not recorded; the message says why.',
  },
  TALLY_EVIDENCE_CLOSED: {
    status: 503,
    help: 'The evidence lane is closed, or was never opened. This event is not recorded.',
  },
  // Scan records and the keys that protect them
  TALLY_ENCRYPTION_KEY: {
    status: 400,
    help: 'An encryption key is the base64 of exactly 32 random bytes. Make one with: openssl rand -base64 32',
  },
  TALLY_SEAL_KEY: {
    status: 409,
    help: 'The breakdown is encrypted with a key that is not at hand here. Where ENCRYPTION_KEY was changed, name the former one in ENCRYPTION_KEY_FORMER.',
  },
  TALLY_SEAL_BROKEN: {
    status: 500,
    help: 'The encrypted breakdown was altered, cut off, or belongs to another scan or tenant.',
  },
  TALLY_RECORD_STORE: {
    status: 503,
    help: 'The local record of scans cannot be read or written (disk full, no permission, damaged, or written by a newer version). Scanning goes on; the message says why.',
  },
  TALLY_RECORD_UNSUPPORTED: {
    status: 400,
    help: 'This kind of record does not do that. The message says what does.',
  },
  TALLY_RULES_INVALID: {
    status: 400,
    help: 'A file of rules for secrets is not valid. The message names the line, or the rule and its field.',
  },
  TALLY_SCANNER_SERVICE: {
    status: 502,
    help: 'A scanner asks a service that did not answer as agreed. The message says whether it cannot be reached, refused, or answered nonsense.',
  },
  TALLY_SCANNER_MISSING: {
    status: 501,
    help: 'A scanner needs a package or a model that is not there. The message says what to install.',
  },
  TALLY_SCAN_NOT_FOUND: { status: 404, help: 'No scan has this id, or it is not indexed yet.' },
  TALLY_VAULT_KEY: {
    status: 500,
    help: 'The keys of tenants are wrapped under another encryption key than the one given. Set ENCRYPTION_KEY to that one again; without it what they encrypted is lost.',
  },
  TALLY_VAULT_CORRUPT: {
    status: 500,
    help: 'A file of keys/tenants is damaged. Restore the keys folder from a backup.',
  },
  // Configuration and command line
  TALLY_CONFIG_INVALID: {
    status: 400,
    help: 'A setting is not valid. The message names it, where it came from and what is allowed.',
  },
  TALLY_CLI_USAGE: { status: 400, help: 'The command line is not valid. Run the command with --help.' },
  TALLY_SERVER_UNREACHABLE: {
    status: 502,
    help: 'No Tallystick answers at this address. Check --url, or start one with tally serve.',
  },
  TALLY_PORT_IN_USE: {
    status: 409,
    help: 'Choose another port with --port, or any free one with --port 0.',
  },
} as const satisfies Record<string, ErrorSpec>

export type ErrorCode = keyof typeof ERRORS

/** What an error looks like on the wire, in every API. */
export type ErrorBody = {
  code: ErrorCode
  message: string
  help: string
  /** Zero-based column of a query, where one is at fault. */
  position?: number
  details?: Record<string, unknown>
}

/** A refusal with a stable code. `message` is specific to the case; `help` (from the catalogue) says what to do. */
export class TallyError extends Error {
  override readonly name = 'TallyError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>> | undefined
  /** Zero-based column of the query, where one is at fault. */
  readonly position: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; position?: number; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.position = options.position
    this.details = options.details
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get help(): string {
    return ERRORS[this.code].help
  }

  toJSON(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      help: this.help,
      ...(this.position === undefined ? {} : { position: this.position }),
      ...(this.details === undefined ? {} : { details: { ...this.details } }),
    }
  }
}
