import type { TextField } from '../assign.ts'

/**
 * What producers of JSON logs call our fields, the most telling name first. A dot is a path or a flat key:
 * `log.level` is read from {"log":{"level":…}} and from {"log.level":…} (ECS uses both).
 */
export const TIME_NAMES: readonly string[] = [
  'time',
  'timestamp',
  '@timestamp',
  'ts',
  '@t',
  'datetime',
  'date',
  'asctime',
  'eventTime',
  'event_time',
  'time_local',
  'time_iso8601',
  'created_at',
  't.$date',
  't',
  '__REALTIME_TIMESTAMP',
  'Timestamp',
  'timeMillis',
]

export const LEVEL_NAMES: readonly string[] = [
  'level',
  'severity',
  'log.level',
  'levelname',
  'lvl',
  'loglevel',
  'log_level',
  'level_name',
  '@l',
  'SeverityText',
  'severity_text',
  'error_severity',
  'Level',
  'priority',
  'PRIORITY',
  's',
]

export const MESSAGE_NAMES: readonly string[] = [
  'message',
  'msg',
  'short_message',
  '@m',
  'MESSAGE',
  'textPayload',
  'log',
  'text',
  'body',
  '@mt',
  'Message',
  'event',
  '@message',
]

export const TEXT_NAMES: readonly (readonly [TextField, readonly string[]])[] = [
  [
    'service',
    ['service', 'service.name', 'service_name', 'serviceName', 'app', 'application', 'SYSLOG_IDENTIFIER'],
  ],
  [
    'environment',
    ['environment', 'env', 'service.environment', 'deployment.environment', 'deployment.environment.name'],
  ],
  [
    'module',
    [
      'module',
      'logger',
      'logger_name',
      'log.logger',
      'loggerName',
      'component',
      'SourceContext',
      'Properties.SourceContext',
      'c',
    ],
  ],
  ['function', ['function', 'func', 'funcName', 'log.origin.function', 'code.function']],
  ['user_id', ['user_id', 'userId', 'user.id', 'enduser.id']],
  ['session_id', ['session_id', 'sessionId', 'session.id']],
  ['request_id', ['request_id', 'requestId', 'req_id', 'reqId', 'http.request.id', 'x_request_id', 'req.id']],
  ['trace_id', ['trace_id', 'traceId', 'trace.id', 'TraceId', '@tr']],
  ['span_id', ['span_id', 'spanId', 'span.id', 'SpanId', '@sp']],
  [
    'ip',
    [
      'ip',
      'client_ip',
      'clientIp',
      'client.ip',
      'source.ip',
      'remote_addr',
      'remoteAddr',
      'remote_ip',
      'remoteAddress',
      'req.remoteAddress',
    ],
  ],
  ['user_agent', ['user_agent', 'userAgent', 'user_agent.original', 'http_user_agent']],
  ['category', ['category']],
  ['name', ['event_name', 'name']],
  ['entity_type', ['entity_type']],
  ['entity_id', ['entity_id']],
]

export const LINE_NAMES: readonly string[] = [
  'line',
  'lineno',
  'lineNumber',
  'log.origin.file.line',
  'code.lineno',
]
