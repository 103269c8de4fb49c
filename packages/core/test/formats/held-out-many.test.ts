import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLineDecoder, createRolloverScan, type Level } from '@tallystick/core'

/**
 * Files of 2,000 lines in the public formats of the systems that no sample was at hand for, made from messages written by hand: a file's
 * habits are learnt from its first lines, and what comes later must not change how a line is read. Time and level of every line are held
 * against what it was made from.
 */

const LINES = 2000
const REFERENCE = Date.UTC(2020, 11, 1)

/** https://en.wikipedia.org/wiki/Linear_congruential_generator with the constants of Numerical Recipes. */
function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Line = { readonly text: string; readonly time: number; readonly level?: Level }
type Next = (below: number) => number

const two = (value: number): string => String(value).padStart(2, '0')
const three = (value: number): string => String(value).padStart(3, '0')
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

function parts(ms: number) {
  const at = new Date(ms)
  return {
    year: at.getUTCFullYear(),
    month: two(at.getUTCMonth() + 1),
    name: MONTHS[at.getUTCMonth()]!,
    day: two(at.getUTCDate()),
    date: at.getUTCDate(),
    clock: at.toISOString().slice(11, 19),
    ms: three(at.getUTCMilliseconds()),
  }
}

/** A message with its blanks (`#`) filled with numbers. */
function pick(messages: readonly string[], next: Next): string {
  return messages[next(messages.length)]!.replace(/#/g, () => String(next(99_999)))
}

const ANDROID: Readonly<Record<string, Level>> = {
  V: 'TRACE',
  D: 'DEBUG',
  I: 'INFO',
  W: 'WARNING',
  E: 'ERROR',
  F: 'CRITICAL',
}
const ANDROID_TAGS = [
  'WindowManager',
  'PowerManagerService',
  'art     ',
  'chromium',
  'System.err',
  'TextView',
  'View    ',
  'HwSystemManager',
  'libprocessgroup',
  'AudioManager',
  'am_proc_start',
  'cr_Ime',
  'Icing',
]
const ANDROID_TEXTS = [
  'printTextInfo: w=#, h=#, text=Token{9f4 u0 2017-03-17 16:13:38}',
  'acquire lock=#, flags=0x1, tag="RILJ_ACK_WL", name=com.android.phone, ws=null, uid=1001, pid=#',
  'ERROR: could not open /dev/input/event#: [Permission denied]',
  '[#] onScan: <warning> debug=false, fatal=0',
  'Skipped # frames!  The application may be doing too much work on its main thread.',
  'at com.example.Main.run(Main.java:#)',
  'I/O W/ D: #',
  'GC(#) 16:13:38.811 freed 12MB',
  '',
]

const HPC_TEXTS: readonly (readonly [component: string, state: string, text: string])[] = [
  [
    'unix.hw',
    'state_change.unavailable',
    'Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID=#)',
  ],
  ['action', 'error', 'halt (command #)'],
  ['action', 'start', 'risBoot  (command #)'],
  ['gige', 'temperature', 'warning'],
  ['switch_module', 'error', 'Linkerror event interval expired'],
  ['node', 'psu', 'psu failure\\ ambient=#'],
  ['domain', 'panic', 'ServerFileSystem domain storage# is full'],
  [
    'clusterfilesystem',
    'no_server',
    'ServerFileSystem: An ServerFileSystem domain panic has occurred on storage#',
  ],
  ['boot_cmd', 'abort', 'Command has been aborted'],
  [
    'unix.hw',
    'net.niff.up',
    'NIFF: node node-# has detected an available network connection on network 0.0.0.0 via interface alt0',
  ],
  ['boot_cmd', 'success', 'Command has completed successfully'],
]

const MAC_TAGS = [
  'kernel[0]',
  'com.apple.CDScheduler[#]',
  'QQ[#]',
  'Google Chrome[#]',
  'Microsoft Word[#]',
  'com.apple.xpc.launchd[1] (com.apple.WebKit.Networking.#)',
  'corecaptured[#]',
  'WindowServer[#]',
  'GoogleSoftwareUpdateAgent[#]',
  'secd[#]',
  'mDNSResponder[#]',
  'AddressBookSourceSync[#]',
]
const MAC_TEXTS = [
  'ARPT: #.#: wl0: wl_update_tcpkeep_seq: Original Seq: #, Ack: #, Win size: 4096',
  'Thermal pressure state: 1 Memory pressure state: 0',
  '2017-07-04 10:15:39.312 GoogleSoftwareUpdateAgent[#/0x7000002a0000] [lvl=2] -[KSUpdateEngine updateAllExceptProduct:] starting',
  'CCFile::captureLogRun Skipping current file Dir file [2017-07-04_10,15,39.876544]-AirPortBrcm4360_Logs-001.txt, Current File',
  '[09:32:48.344] <<<< Boss >>>> figPlaybackBossPrerollCompleted: unexpected preroll-complete notification',
  'BuildActDeviceEntry enter',
  'WARNING: Type1 font data isn’t in the correct format required by the Adobe Type 1 Font Format specification.',
  'Error in CoreDragRemoveTrackingHandler: -#',
  'IOThunderboltSwitch<0>(0x0)::listenerCallback - Thunderbolt HPD packet for route = 0x0 port = 11 unplug = 0',
  'tcp_connection_destination_perform_socket_connect # connectx to 203.0.113.7:443@0 failed: [50] Network is down',
  'FA||Url||taskID[#] dealloc',
  '--- last message repeated 1 time ---',
]

const OPENSTACK_SOURCES = [
  ['nova-api.log.1.2017-05-16_13:53:08', 'nova.osapi_compute.wsgi.server'],
  ['nova-compute.log.1.2017-05-16_13:55:31', 'nova.compute.manager'],
  ['nova-compute.log.1.2017-05-16_13:55:31', 'nova.virt.libvirt.imagecache'],
  ['nova-scheduler.log.1.2017-05-16_13:58:10', 'nova.scheduler.host_manager'],
  ['nova-api.log.2017-05-14_21:27:04', 'nova.metadata.wsgi.server'],
] as const
const OPENSTACK_TEXTS = [
  '10.11.10.1 "GET /v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/detail HTTP/1.1" status: 200 len: # time: 0.2477829',
  '[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] VM Started (Lifecycle Event)',
  'image 0673dd71-34c5-4fbb-86c4-40623fbe45b4 at (/var/lib/nova/instances/_base/a489#): checking',
  "The instance sync for host 'cp-1.slowvm1.tcloud' did not match. Re-created its InstanceList.",
  'Final resource view: name=cp-1 phys_ram=64172MB used_ram=512MB total_vcpus=16 used_vcpus=0 pci_stats=[]',
  'HTTP exception thrown: No instances found for any event',
  'Error during ComputeManager.update_available_resource at 2017-05-16 00:00:00.008',
]
const OPENSTACK: Readonly<Record<string, Level>> = {
  INFO: 'INFO',
  WARNING: 'WARNING',
  ERROR: 'ERROR',
  DEBUG: 'DEBUG',
  CRITICAL: 'CRITICAL',
}

const PROXIFIER_TEXTS = [
  'chrome.exe - proxy.example.edu:5070 open through proxy proxy.example.edu:5070 HTTPS',
  'chrome.exe *64 - proxy.example.edu:5070 close, # bytes (18.4 KB) sent, # bytes received, lifetime 00:02',
  'Dropbox.exe - block.example.com:443 error : Could not connect through proxy proxy.example.edu:5070 - Proxy server cannot establish a connection with the target, status code 503',
  'SogouCloud.exe - get.example.com:80 close, # bytes sent, 0 bytes received, lifetime <1 sec',
  'YodaoDict.exe - 10.0.0.#:80 open directly',
  'git-remote-https.exe - github.example.com:443 close, # bytes (1.2 MB) sent, 6 bytes received, lifetime 01:12',
]

const THUNDERBIRD_TEXTS = [
  'crond(pam_unix)[#]: session opened for user root by (uid=0)',
  'crond[#]: (root) CMD (run-parts /etc/cron.hourly)',
  'postfix/postdrop[#]: warning: unable to look up public/pickup: No such file or directory',
  'ib_sm.x[#]: [ib_sm_sweep.c:1455]: No topology change',
  'Server Administrator: Instrumentation Service EventID: 1404 Memory device status is critical',
  'kernel: ACPI: PCI Interrupt Link [LNKA] (IRQs 3 4 5 6 10 11 12) *0, disabled.',
  'kernel: scsi0: ERROR on channel 0, id 0, lun 0, CDB: Read (10) 00 00 2d 3f 5c 00 00 08 00',
  'dhcpd: DHCPDISCOVER from 00:11:43:e3:ba:c3 via eth1',
  '/apps/x86_64/system/ganglia-3.0.1/sbin/gmetad[#]: data_thread() got no answer from any [Thunderbird_A1] datasource',
  'ntpd[#]: synchronized to 10.100.20.250, stratum 3',
  'sshd[#]: Did not receive identification string from 10.100.#.250',
  'syslogd 1.4.1: restart.',
  'logger: Thu Nov 10 04:02:02 2005 rotate',
]
const THUNDERBIRD_LABELS = ['-', '-', '-', '-', '-', '-', 'R_HDA_NR', 'ECC', 'VAPI']

const WINDOWS_TEXTS = [
  'CBS    Loaded Servicing Stack v6.1.7601.23505 with Core: C:\\Windows\\winsxs\\amd64_microsoft-windows\\cbscore.dll',
  'CSI    0000000#@2016/9/27:20:30:31.455 WcpInitialize (wcp.dll version 0.0.0.6) called (stack @0x7fed806eb5d)',
  'CBS    Failed to internally open package. [HRESULT = 0x800f0805 - CBS_E_INVALID_PACKAGE]',
  'CBS    Unrecognized packageExtended attribute.',
  'CBS    SQM: Failed to start standard sample upload. [HRESULT = 0x80004005 - E_FAIL]',
  'CBS    Warning: Unrecognized error, time=#',
]

const ZOOKEEPER_PLACES = [
  'main:QuorumPeerConfig@101',
  'QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774',
  '/10.10.34.11:3888:QuorumCnxManager$Listener@493',
  'SendWorker:188978561024:QuorumCnxManager$SendWorker@688',
  'NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001',
  'ProcessThread(sid:1 cport:-1)::PrepRequestProcessor@476',
  'LearnerHandler-/10.10.34.12:35276:LearnerHandler@575',
  'WorkerReceiver[myid=1]:FastLeaderElection@542',
  'SessionTracker:ZooKeeperServer@325',
  'CommitProcessor:1:NIOServerCnxn@180',
]
const ZOOKEEPER_TEXTS = [
  'Notification time out: #',
  'Received connection request /10.10.34.11:45307',
  'Connection broken for id 188978561024, my id = 1, error = ',
  'Expiring session 0x14f05578bd8000#, timeout of 10000ms exceeded',
  'Notification: 2 (n.leader), 0x0 (n.zxid), 0x1 (n.round), LOOKING (n.state), 1 (n.sid), 0x0 (n.peerEPoch), LOOKING (my state)',
  'caught end of stream exception',
  '******* GOODBYE /10.10.34.12:35276 ********',
  'Unexpected Exception: ERROR 2015-07-29 17:41:44,747',
]
const LOG4J: Readonly<Record<string, Level>> = { INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' }

const oneOf = <T>(values: readonly T[], next: Next): T => values[next(values.length)]!

/** One line of each system's format. */
const SYSTEMS: Readonly<Record<string, { readonly from: number; line(ms: number, next: Next): Line }>> = {
  Android: {
    from: Date.UTC(2020, 2, 17, 16, 13, 38, 811),
    line(ms, next) {
      const t = parts(ms)
      const letter = oneOf(Object.keys(ANDROID), next)
      const ids = `${String(next(32_000)).padStart(5)} ${String(next(32_000)).padStart(5)}`
      return {
        text: `${t.month}-${t.day} ${t.clock}.${t.ms} ${ids} ${letter} ${oneOf(ANDROID_TAGS, next)}: ${pick(ANDROID_TEXTS, next)}`,
        time: ms,
        level: ANDROID[letter]!,
      }
    },
  },
  HPC: {
    from: Date.UTC(2004, 1, 26, 14, 12, 22),
    line(ms, next) {
      const [component, state, text] = oneOf(HPC_TEXTS, next)
      const at = Math.floor(ms / 1000)
      const node = oneOf(['node-246', 'gige7', 'Interconnect-0N00', 'node-D1', 'node-[40-63]'], next)
      return {
        text: `${next(3_000_000)} ${node} ${component} ${state} ${at} 1 ${pick([text], next)}`,
        time: at * 1000,
      }
    },
  },
  Mac: {
    from: Date.UTC(2020, 6, 1, 9, 0, 55),
    line(ms, next) {
      const t = parts(ms)
      const host = oneOf(['calvisitor-10-105-160-95', 'authorMacBook-Pro', 'airbears2-10-142-110-255'], next)
      return {
        text: `${t.name} ${String(t.date).padStart(2)} ${t.clock} ${host} ${pick(MAC_TAGS, next)}: ${pick(MAC_TEXTS, next)}`,
        time: Math.floor(ms / 1000) * 1000,
      }
    },
  },
  OpenStack: {
    from: Date.UTC(2017, 4, 16, 0, 0, 0, 8),
    line(ms, next) {
      const t = parts(ms)
      const [file, logger] = oneOf(OPENSTACK_SOURCES, next)
      const level = oneOf(Object.keys(OPENSTACK), next)
      const request = oneOf(
        [
          '[-]',
          '[req-38101a0b-2096-447d-96ea-a692162415ae 113d3a99c3da401fbd62cc2caa5b96d2 54fadb412c4e40cdbaed9335e4c35a9e - - -]',
          '[req-addc1839-2ed5-4778-b57e-5854eb7b8b09 - - - - -]',
        ],
        next,
      )
      return {
        text: `${file} ${t.year}-${t.month}-${t.day} ${t.clock}.${t.ms} ${next(32_000)} ${level} ${logger} ${request} ${pick(OPENSTACK_TEXTS, next)}`,
        time: ms,
        level: OPENSTACK[level]!,
      }
    },
  },
  Proxifier: {
    from: Date.UTC(2020, 9, 30, 16, 49, 6),
    line(ms, next) {
      const t = parts(ms)
      return {
        text: `[${t.month}.${t.day} ${t.clock}] ${pick(PROXIFIER_TEXTS, next)}`,
        time: Math.floor(ms / 1000) * 1000,
      }
    },
  },
  Thunderbird: {
    // The epoch is the instant; the syslog time beside it is local (UTC-8).
    from: Date.UTC(2005, 10, 9, 20, 1, 1),
    line(ms, next) {
      const at = Math.floor(ms / 1000)
      const t = parts(at * 1000 - 8 * 3_600_000)
      const host = oneOf(['dn228', 'tbird-admin1', '#8#', 'an1000', 'bn257'], next)
      const source = oneOf([`${host}/${host}`, `local@${host}`, `src@${host}`], next)
      return {
        text: `${oneOf(THUNDERBIRD_LABELS, next)} ${at} ${t.year}.${t.month}.${t.day} ${host} ${t.name} ${t.date} ${t.clock} ${source} ${pick(THUNDERBIRD_TEXTS, next)}`,
        time: at * 1000,
      }
    },
  },
  Windows: {
    from: Date.UTC(2016, 8, 28, 4, 30, 30),
    line(ms, next) {
      const t = parts(ms)
      const [word, level] = oneOf(
        [
          ['Info', 'INFO'],
          ['Info', 'INFO'],
          ['Info', 'INFO'],
          ['Warning', 'WARNING'],
          ['Error', 'ERROR'],
        ] as const,
        next,
      )
      return {
        text: `${t.year}-${t.month}-${t.day} ${t.clock}, ${word.padEnd(21)} ${pick(WINDOWS_TEXTS, next)}`,
        time: Math.floor(ms / 1000) * 1000,
        level,
      }
    },
  },
  Zookeeper: {
    from: Date.UTC(2015, 6, 29, 17, 41, 41, 536),
    line(ms, next) {
      const t = parts(ms)
      const level = oneOf(Object.keys(LOG4J), next)
      return {
        text: `${t.year}-${t.month}-${t.day} ${t.clock},${t.ms} - ${level.padEnd(5)} [${oneOf(ZOOKEEPER_PLACES, next)}] - ${pick(ZOOKEEPER_TEXTS, next)}`,
        time: ms,
        level: LOG4J[level]!,
      }
    },
  },
}

for (const [system, { from, line }] of Object.entries(SYSTEMS))
  for (const seed of [1, 2, 3])
    test(`${system}, file ${seed}: every line is an event with its time and, where it has one, its level`, () => {
      const next = random(seed)
      let ms = from
      const made = Array.from({ length: LINES }, () => {
        ms += next(60_000)
        return line(ms, next)
      })
      const scan = createRolloverScan({ reference: REFERENCE })
      for (const { text } of made) if (!scan.push(text)) break
      const start = scan.start()
      const decoder = createLineDecoder({ reference: REFERENCE, ...(start === undefined ? {} : { start }) })
      const events = [...made.flatMap(({ text }) => decoder.push(text)), ...decoder.flush()]
      assert.equal(events.length, LINES)
      const wrong = events.flatMap(({ event }, i) => {
        const { text, time, level } = made[i]!
        const expected = new Date(time).toISOString()
        return event.time === expected && event.level === level
          ? []
          : [{ text, expected, level, time: event.time, got: event.level }]
      })
      assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${LINES}`)
    })
