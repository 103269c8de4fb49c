/** What happened, as a security officer files it. The value is the event's `name` in the record. */
export const SecurityEventType = {
  LOGIN_SUCCESS: 'login.success',
  LOGIN_FAILURE: 'login.failure',
  LOGOUT: 'logout',
  SESSION_EXPIRED: 'session.expired',
  PASSWORD_CHANGE: 'password.change',
  MFA_FAILURE: 'mfa.failure',
  ACCOUNT_LOCKED: 'account.locked',
  PERMISSION_VIOLATION: 'permission.violation',
  PRIVILEGE_ESCALATION: 'privilege.escalation',
  SUSPICIOUS_ACTIVITY: 'suspicious.activity',
  BRUTE_FORCE: 'brute.force',
  RATE_LIMIT_EXCEEDED: 'rate.limit.exceeded',
  DATA_ACCESS: 'data.access',
  DATA_MODIFICATION: 'data.modification',
  DATA_EXPORT: 'data.export',
  DATA_DELETION: 'data.deletion',
  CONFIGURATION_CHANGE: 'configuration.change',
  MALWARE_DETECTED: 'malware.detected',
  PROMPT_INJECTION: 'prompt.injection',
  THREAT_DETECTED: 'threat.detected',
} as const
export type SecurityEventType = (typeof SecurityEventType)[keyof typeof SecurityEventType]

export const SecuritySeverity = {
  INFO: 'INFO',
  LOW: 'LOW',
  MEDIUM: 'MEDIUM',
  HIGH: 'HIGH',
  CRITICAL: 'CRITICAL',
} as const
export type SecuritySeverity = (typeof SecuritySeverity)[keyof typeof SecuritySeverity]

/** OpenTelemetry severity numbers, so that `severity_number>=17` finds what is HIGH on every stream. */
const SEVERITY_NUMBER: Readonly<Record<SecuritySeverity, number>> = {
  INFO: 9,
  LOW: 10,
  MEDIUM: 13,
  HIGH: 17,
  CRITICAL: 21,
}

export type SecurityEvent = {
  /** One of `SecurityEventType`, or a name of your own in the same style. */
  readonly eventType: SecurityEventType | (string & {})
  readonly severity: SecuritySeverity
  /** When it happened; now, when left out. */
  readonly timestamp?: Date | string
  readonly userId?: string
  readonly sessionId?: string
  readonly requestId?: string
  readonly ipAddress?: string
  readonly userAgent?: string
  /** What was acted on. */
  readonly entityType?: string
  readonly entityId?: string
  /** A sentence for people; made from the type and the details' `reason` when left out. */
  readonly message?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes typed security events on the evidence lane. `R` is its receipt. */
export type SecurityLogger<R> = {
  /**
   * Resolves with a receipt once the event is durable on this machine. Rejects with TypeError for an unknown severity or a missing type, with the
   * evidence lane's TallyError when it cannot be kept.
   */
  logSecurityEvent(event: SecurityEvent): Promise<R>
}

/** `append` is the evidence lane; `ambient` the ids of the current context, which an event's own come before. */
export function createSecurityLogger<R>(
  append: (event: Record<string, unknown>) => Promise<R>,
  ambient: () => Readonly<Record<string, unknown>>,
): SecurityLogger<R> {
  return {
    logSecurityEvent: async event => {
      if (typeof event.eventType !== 'string' || event.eventType === '')
        throw new TypeError('a security event has an eventType, for instance SecurityEventType.LOGIN_FAILURE')
      if (!Object.hasOwn(SEVERITY_NUMBER, event.severity))
        throw new TypeError(
          `severity is one of ${Object.keys(SEVERITY_NUMBER).join(', ')}, not ${String(event.severity)}`,
        )
      return append(wireEvent(event, ambient()))
    },
  }
}

function wireEvent(
  event: SecurityEvent,
  ambient: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { timestamp, details } = event
  return {
    ...ambient,
    stream: 'security',
    level: 'SECURITY',
    category: 'security',
    severity_number: SEVERITY_NUMBER[event.severity],
    name: event.eventType,
    message: event.message ?? sentence(event),
    ...present({
      time: timestamp instanceof Date ? timestamp.toISOString() : timestamp,
      user_id: event.userId,
      session_id: event.sessionId,
      request_id: event.requestId,
      ip: event.ipAddress,
      user_agent: event.userAgent,
      entity_type: event.entityType,
      entity_id: event.entityId,
    }),
    attributes: { severity: event.severity, ...present({ details }) },
  }
}

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** "Login failure: invalid_password" */
function sentence({ eventType, details }: SecurityEvent): string {
  const words = eventType.replaceAll(/[._]/g, ' ').trim()
  const name = `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  return typeof details?.reason === 'string' ? `${name}: ${details.reason}` : name
}
