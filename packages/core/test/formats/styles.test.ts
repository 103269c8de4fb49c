import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLineDecoder, type DecodeOptions, type EventInput } from '@tallystick/core'

/** Lines in the style of many loggers, each as the only line of its file: what the grammar knows without a file's habits. */

function decode(lines: readonly string[], options: Partial<DecodeOptions> = {}): EventInput[] {
  const decoder = createLineDecoder({ reference: Date.UTC(2024, 5, 1), ...options })
  return [...lines.flatMap(line => decoder.push(line)), ...decoder.flush()].map(({ event }) => event)
}

type Style = { name: string; line: string; reads: EventInput }

const T = '2024-01-02T03:04:05.000Z'
const M = '2024-01-02T03:04:05.678Z'

const STYLES: readonly Style[] = [
  {
    name: 'log4j with thread and logger',
    line: '2024-01-02 03:04:05,678 [main] INFO  com.foo.Bar - Started in 3 s',
    reads: {
      time: M,
      level: 'INFO',
      module: 'com.foo.Bar',
      message: 'Started in 3 s',
      attributes: { thread: 'main' },
    },
  },
  {
    name: 'log4j with source lines',
    line: '2024-01-02 03:04:05,678 WARN  [main] com.foo.Bar.run(Bar.java:12) - slow',
    reads: {
      time: M,
      level: 'WARNING',
      module: 'com.foo.Bar',
      function: 'run',
      line: 12,
      message: 'slow',
      attributes: { thread: 'main' },
    },
  },
  {
    name: 'Spring Boot',
    line: '2024-01-02 03:04:05.678  INFO 45469 --- [           main] o.a.c.core.StandardEngine                : Starting Servlet Engine',
    reads: {
      time: M,
      level: 'INFO',
      module: 'o.a.c.core.StandardEngine',
      message: 'Starting Servlet Engine',
      attributes: { pid: 45469, thread: 'main' },
    },
  },
  {
    name: 'logback with a time of day only',
    line: '03:04:05.678 [main] DEBUG com.foo.Bar - hello',
    reads: {
      time: '2024-05-31T03:04:05.678Z',
      level: 'DEBUG',
      module: 'com.foo.Bar',
      message: 'hello',
      attributes: { thread: 'main' },
    },
  },
  {
    name: 'Tomcat',
    line: '02-Jan-2024 03:04:05.678 SEVERE [main] org.apache.catalina.startup.Catalina.load Server version',
    reads: {
      time: M,
      level: 'ERROR',
      module: 'org.apache.catalina.startup.Catalina.load',
      message: 'Server version',
      attributes: { severity: 'SEVERE', thread: 'main' },
    },
  },
  {
    name: 'Python logging',
    line: '2024-01-02 03:04:05,678 - app.module - ERROR - it failed',
    reads: { time: M, level: 'ERROR', module: 'app.module', message: 'it failed' },
  },
  {
    name: 'Python basicConfig',
    line: 'WARNING:root:careful now',
    reads: { level: 'WARNING', module: 'root', message: 'careful now' },
  },
  {
    name: 'Airflow',
    line: '[2024-01-02 03:04:05,678] {taskinstance.py:1150} INFO - Dependencies all met',
    reads: { time: M, level: 'INFO', module: 'taskinstance.py', line: 1150, message: 'Dependencies all met' },
  },
  {
    name: 'gunicorn',
    line: '[2024-01-02 03:04:05 +0100] [1234] [INFO] Booting worker with pid: 1240',
    reads: {
      time: '2024-01-02T02:04:05.000Z',
      level: 'INFO',
      message: 'Booting worker with pid: 1240',
      attributes: { pid: 1234 },
    },
  },
  {
    name: 'Celery',
    line: '[2024-01-02 03:04:05,678: WARNING/MainProcess] consumer: lost',
    reads: { time: M, level: 'WARNING', module: 'MainProcess', message: 'consumer: lost' },
  },
  {
    name: 'loguru',
    line: '2024-01-02 03:04:05.678 | SUCCESS  | app.main:run:12 - done',
    reads: {
      time: M,
      level: 'INFO',
      module: 'app.main',
      function: 'run',
      line: 12,
      message: 'done',
      attributes: { severity: 'SUCCESS' },
    },
  },
  {
    name: 'Rails',
    line: 'E, [2024-01-02T03:04:05.678901 #1234] ERROR -- : boom',
    reads: {
      time: '2024-01-02T03:04:05.678901Z',
      level: 'ERROR',
      message: 'boom',
      attributes: { pid: 1234 },
    },
  },
  {
    name: 'Go standard log',
    line: '2024/01/02 03:04:05 main.go:12: listening on :8080',
    reads: { time: T, module: 'main.go', line: 12, message: 'listening on :8080' },
  },
  {
    name: 'glog',
    line: 'W0102 03:04:05.678901 12345 file.cc:12] something odd',
    reads: {
      time: '2024-01-02T03:04:05.678901Z',
      level: 'WARNING',
      module: 'file.cc',
      line: 12,
      message: 'something odd',
      attributes: { pid: 12345 },
    },
  },
  {
    name: 'klog',
    line: 'I0102 03:04:05.678901       1 controller.go:116] "Starting" controller="deployment"',
    reads: {
      time: '2024-01-02T03:04:05.678901Z',
      level: 'INFO',
      module: 'controller.go',
      line: 116,
      message: '"Starting" controller="deployment"',
      attributes: { pid: 1, controller: 'deployment' },
    },
  },
  {
    name: 'Rust tracing',
    line: '2024-01-02T03:04:05.678901Z  INFO my_crate::server: accepted peer=10.0.0.7',
    reads: {
      time: '2024-01-02T03:04:05.678901Z',
      level: 'INFO',
      module: 'my_crate::server',
      message: 'accepted peer=10.0.0.7',
      ip: '10.0.0.7',
      attributes: { peer: '10.0.0.7' },
    },
  },
  {
    name: 'Rust env_logger',
    line: '[2024-01-02T03:04:05Z INFO  my_crate::net] up',
    reads: { time: T, level: 'INFO', module: 'my_crate::net', message: 'up' },
  },
  {
    name: 'zap console',
    line: '2024-01-02T03:04:05.678Z\tINFO\tserver/main.go:12\tstarted',
    reads: { time: M, level: 'INFO', module: 'server/main.go', line: 12, message: 'started' },
  },
  {
    name: 'Serilog text',
    line: '2024-01-02 03:04:05.678 +00:00 [WRN] Low disk space',
    reads: { time: M, level: 'WARNING', message: 'Low disk space' },
  },
  {
    name: 'NLog',
    line: '2024-01-02 03:04:05.6789|ERROR|App.Program|Stopped',
    reads: { time: '2024-01-02T03:04:05.678900Z', level: 'ERROR', module: 'App.Program', message: 'Stopped' },
  },
  {
    name: 'PostgreSQL',
    line: '2024-01-02 03:04:05.678 UTC [1234] LOG:  database system is ready',
    reads: {
      time: M,
      level: 'INFO',
      message: 'database system is ready',
      attributes: { severity: 'LOG', pid: 1234 },
    },
  },
  {
    name: 'PostgreSQL with user and database',
    line: '2024-01-02 04:04:05.678 CET [1234] app@orders FATAL:  role does not exist',
    reads: {
      time: M,
      level: 'CRITICAL',
      message: 'role does not exist',
      attributes: { severity: 'FATAL', pid: 1234, context: 'app@orders' },
    },
  },
  {
    name: 'MySQL error log',
    line: '2024-01-02T03:04:05.678901Z 8 [Warning] [MY-010055] [Server] IP address could not be resolved',
    reads: {
      time: '2024-01-02T03:04:05.678901Z',
      level: 'WARNING',
      message: '[MY-010055] [Server] IP address could not be resolved',
      attributes: { pid: 8 },
    },
  },
  {
    name: 'old MySQL',
    line: '240102  3:04:05 [ERROR] Table is crashed',
    reads: { time: T, level: 'ERROR', message: 'Table is crashed' },
  },
  {
    name: 'Redis',
    line: '1234:M 02 Jan 2024 03:04:05.678 # Memory overcommit must be enabled',
    reads: {
      time: M,
      level: 'WARNING',
      message: 'Memory overcommit must be enabled',
      attributes: { pid: 1234, context: 'M' },
    },
  },
  {
    name: 'MongoDB before 4.4',
    line: '2024-01-02T03:04:05.678+0000 I NETWORK  [initandlisten] waiting for connections on port 27017',
    reads: {
      time: M,
      level: 'INFO',
      module: 'NETWORK',
      message: 'waiting for connections on port 27017',
      attributes: { context: 'initandlisten' },
    },
  },
  {
    name: 'Elasticsearch',
    line: '[2024-01-02T03:04:05,678][INFO ][o.e.n.Node               ] started',
    reads: { time: M, level: 'INFO', module: 'o.e.n.Node', message: 'started' },
  },
  {
    name: 'Kafka',
    line: '[2024-01-02 03:04:05,678] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)',
    reads: {
      time: M,
      level: 'INFO',
      message: '[KafkaServer id=0] started (kafka.server.KafkaServer)',
      attributes: { id: 0 },
    },
  },
  {
    name: 'nginx error',
    line: '2024/01/02 03:04:05 [error] 1234#1235: *5 open() "/x" failed (2: No such file), client: 203.0.113.9, server: _',
    reads: {
      time: T,
      level: 'ERROR',
      message: '*5 open() "/x" failed (2: No such file), client: 203.0.113.9, server: _',
      ip: '203.0.113.9',
      attributes: { pid: 1234, tid: 1235 },
    },
  },
  {
    name: 'Apache 2.4 error',
    line: '[Tue Jan 02 03:04:05.678901 2024] [core:error] [pid 35708:tid 4328636416] [client 203.0.113.9:5000] File does not exist: /x',
    reads: {
      time: '2024-01-02T03:04:05.678901Z',
      level: 'ERROR',
      module: 'core',
      message: 'File does not exist: /x',
      ip: '203.0.113.9',
      attributes: { pid: 35708, tid: 4328636416, context: 'client 203.0.113.9:5000' },
    },
  },
  {
    name: 'HAProxy over syslog',
    line: 'Jan  2 03:04:05 lb1 haproxy[14389]: 10.0.1.2:33317 [02/Jan/2024:03:04:05.655] http-in static/srv1 10/0/30 200 2750',
    reads: {
      time: T,
      module: 'haproxy',
      message: '10.0.1.2:33317 [02/Jan/2024:03:04:05.655] http-in static/srv1 10/0/30 200 2750',
      ip: '10.0.1.2',
      attributes: { host: 'lb1', pid: 14389 },
    },
  },
  {
    name: 'rsyslog with ISO time',
    line: '2024-01-02T03:04:05.678901+02:00 web1 sshd[123]: Accepted publickey for ann from 2001:db8::7 port 22',
    reads: {
      time: '2024-01-02T01:04:05.678901Z',
      module: 'sshd',
      message: 'Accepted publickey for ann from 2001:db8::7 port 22',
      ip: '2001:db8::7',
      attributes: { host: 'web1', pid: 123 },
    },
  },
  {
    name: 'Cisco IOS',
    line: '*Jan  2 03:04:05.678: %SYS-5-CONFIG_I: Configured from console by vty2 (198.51.100.7)',
    reads: {
      time: M,
      level: 'INFO',
      module: '%SYS-5-CONFIG_I',
      message: 'Configured from console by vty2 (198.51.100.7)',
      ip: '198.51.100.7',
    },
  },
  {
    name: 'Android brief with time',
    line: '01-02 03:04:05.678 D/WindowManager( 1702): focus gained',
    reads: {
      time: M,
      level: 'DEBUG',
      module: 'WindowManager',
      message: 'focus gained',
      attributes: { pid: 1702 },
    },
  },
  {
    name: 'level before the time',
    line: 'INFO 2024-01-02 03:04:05,678 started',
    reads: { time: M, level: 'INFO', message: 'started' },
  },
  {
    name: 'bracketed level and time',
    line: '[ERROR][2024-01-02 03:04:05] lost',
    reads: { time: T, level: 'ERROR', message: 'lost' },
  },
  {
    name: 'Dropwizard',
    line: 'INFO  [2024-01-02 03:04:05,678] org.eclipse.jetty.server.Server: Started',
    reads: { time: M, level: 'INFO', module: 'org.eclipse.jetty.server.Server', message: 'Started' },
  },
  {
    name: 'docker compose',
    line: 'web_1  | 2024-01-02 03:04:05 listening',
    reads: { time: T, message: 'listening', attributes: { host: 'web_1' } },
  },
  {
    name: 'docker logs -t before the application’s own time',
    line: '2024-01-02T03:04:05.678901234Z 2024-01-02 03:04:05,678 INFO app: up',
    reads: { time: '2024-01-02T03:04:05.678901234Z', level: 'INFO', module: 'app', message: 'up' },
  },
  {
    name: 'a 12-hour clock',
    line: '1/2/2024 3:04:05 PM Service started',
    reads: { time: '2024-01-02T15:04:05.000Z', message: 'Service started' },
  },
  {
    name: 'epoch seconds with a fraction',
    line: '1704164645.678 hello',
    reads: { time: M, message: 'hello' },
  },
  { name: 'epoch milliseconds', line: '1704164645678 hello', reads: { time: M, message: 'hello' } },
  {
    name: 'epoch nanoseconds',
    line: '1704164645678901234 hello',
    reads: { time: '2024-01-02T03:04:05.678901234Z', message: 'hello' },
  },
  { name: 'RFC 2822', line: 'Tue, 02 Jan 2024 05:04:05 +0200 hello', reads: { time: T, message: 'hello' } },
  { name: 'date(1)', line: 'Tue Jan  2 03:04:05 UTC 2024 hello', reads: { time: T, message: 'hello' } },
  {
    name: 'a sentence after the time',
    line: '2024-01-02 03:04:05 error connecting to db',
    reads: { time: T, message: 'error connecting to db' },
  },
  {
    name: 'a number that is part of a sentence',
    line: '2024-01-02 03:04:05 3 items left',
    reads: { time: T, message: '3 items left' },
  },
  {
    name: 'a time inside a sentence',
    line: 'Started at 2024-01-02 03:04:05 by ann',
    reads: { message: 'Started at 2024-01-02 03:04:05 by ann' },
  },
  { name: 'no time at all', line: 'hello world', reads: { message: 'hello world' } },
]

describe('a single line of', () => {
  for (const { name, line, reads } of STYLES) test(name, () => assert.deepEqual(decode([line]), [reads]))
})

test('a day that the calendar does not have is no time', () => {
  assert.deepEqual(
    decode(['2024-02-30 03:04:05 x', '2023-02-29 03:04:05 x']).map(({ time }) => time),
    [undefined, undefined],
  )
})
