import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLineDecoder, type EventInput } from '@tallystick/core'

/**
 * Files in the style of systems that no sample was at hand for: lines made up from the public descriptions of their
 * formats. A file shows its habits, so each style has a few lines.
 */

function decode(lines: readonly string[]): EventInput[] {
  const decoder = createLineDecoder({ reference: Date.UTC(2020, 11, 1) })
  return [...lines.flatMap(line => decoder.push(line)), ...decoder.flush()].map(({ event }) => event)
}

type Expected = [time: string, level: EventInput['level'], module: string | undefined, message: string]

function reads(lines: readonly string[], expected: readonly Expected[]): EventInput[] {
  const events = decode(lines)
  assert.deepEqual(
    events.map(({ time, level, module, message }) => [time, level, module, message]),
    expected,
  )
  return events
}

test('Android: month and day, process, thread, letter, tag', () => {
  const events = reads(
    [
      '03-17 16:13:38.811  1702  2395 D WindowManager: printing windows, opening app = Token{9f4 t2 d0}}',
      '03-17 16:13:38.819  1702  8671 D PowerManagerService: acquire lock=2335, flags=0x1, tag="View Lock", name=com.example.ui',
      '03-17 16:13:38.839  2227  2227 I TextView: visible is system.time.showampm',
      '03-17 16:13:38.859  2227  2227 V PhoneStatusBar: mVisibility changed',
      '03-17 16:13:39.001  1702  2113 W ActivityManager : no such activity: com.example/.Main',
      '03-17 16:13:39.500 10702 12395 E System.err: java.lang.IllegalStateException',
    ],
    [
      [
        '2020-03-17T16:13:38.811Z',
        'DEBUG',
        'WindowManager',
        'printing windows, opening app = Token{9f4 t2 d0}}',
      ],
      [
        '2020-03-17T16:13:38.819Z',
        'DEBUG',
        'PowerManagerService',
        'acquire lock=2335, flags=0x1, tag="View Lock", name=com.example.ui',
      ],
      ['2020-03-17T16:13:38.839Z', 'INFO', 'TextView', 'visible is system.time.showampm'],
      ['2020-03-17T16:13:38.859Z', 'TRACE', 'PhoneStatusBar', 'mVisibility changed'],
      ['2020-03-17T16:13:39.001Z', 'WARNING', 'ActivityManager', 'no such activity: com.example/.Main'],
      ['2020-03-17T16:13:39.500Z', 'ERROR', 'System.err', 'java.lang.IllegalStateException'],
    ],
  )
  assert.deepEqual([events[0]!.attributes!.pid, events[0]!.attributes!.tid], [1702, 2395])
})

test('HPC: an epoch among columns, and a flag behind it', () => {
  reads(
    [
      '134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: Component "alt0" is in the unavailable state',
      '350766 node-109 unix.hw state_change.unavailable 1084680778 1 Component State Change: Component "alt0" is in the unavailable state',
      '344518 node-246 action start 1074119817 1 addMember  (command 1902)',
      '2568643 gige7 gige temperature 1146809370 1 ambient=28',
      '3357382 Interconnect-0N00 switch_module error 1145552216 1 Link error on broadcast tree Interconnect-0T00:00:0:0',
      '319517 node-D1 domain panic 1117296789 1 FileSystem: A domain panic has occurred on storage442',
      '13402 node-148 boot_cmd new 1100784463 1 Targeting domains:node-D1 and nodes:node-[40-63]',
    ],
    [
      [
        '2004-02-26T14:12:22.000Z',
        undefined,
        'unix.hw',
        'Component State Change: Component "alt0" is in the unavailable state',
      ],
      [
        '2004-05-16T04:12:58.000Z',
        undefined,
        'unix.hw',
        'Component State Change: Component "alt0" is in the unavailable state',
      ],
      ['2004-01-14T22:36:57.000Z', undefined, 'action', 'addMember  (command 1902)'],
      ['2006-05-05T06:09:30.000Z', undefined, 'gige', 'ambient=28'],
      [
        '2006-04-20T16:56:56.000Z',
        undefined,
        'switch_module',
        'Link error on broadcast tree Interconnect-0T00:00:0:0',
      ],
      [
        '2005-05-28T16:13:09.000Z',
        undefined,
        'domain',
        'FileSystem: A domain panic has occurred on storage442',
      ],
      ['2004-11-18T13:27:43.000Z', undefined, 'boot_cmd', 'Targeting domains:node-D1 and nodes:node-[40-63]'],
    ],
  )
})

test('Mac: syslog with dotted processes and their origin', () => {
  const events = reads(
    [
      'Jul  1 09:00:55 calvisitor-10-105-160-95 kernel[0]: IOThunderboltSwitch<0>(0x0)::listenerCallback - hot plug for route = 0x0',
      'Jul  1 09:01:05 calvisitor-10-105-160-95 com.apple.CDScheduler[43]: Thermal pressure state: 1 Memory pressure state: 0',
      'Jul  1 09:01:06 calvisitor-10-105-160-95 QQ[10018]: FA||Url||taskID[2019352994] dealloc',
      'Jul  1 09:02:26 calvisitor-10-105-160-95 kernel[0]: ARPT: 620701.011328: wl0: update_keep_seq: Original Seq: 3226706533',
      'Jul  2 10:08:30 authorMacBook-Pro com.apple.xpc.launchd[1] (com.apple.xpc.launchd.domain.pid.WebContent.34258): Path not allowed in domain: type = pid',
      'Jul  2 10:09:00 authorMacBook-Pro Google Chrome Helper[35628]: Couldn’t set selectedTextBackgroundColor from default ()',
      'Jul  2 10:09:01 authorMacBook-Pro Microsoft Word[14463]: -[NetConfigManager]: started',
      'Jul  2 11:32:19 authorMacBook-Pro Safari[9852]: KeychainGetICDPStatus: status: off',
    ],
    [
      [
        '2020-07-01T09:00:55.000Z',
        undefined,
        'kernel',
        'IOThunderboltSwitch<0>(0x0)::listenerCallback - hot plug for route = 0x0',
      ],
      [
        '2020-07-01T09:01:05.000Z',
        undefined,
        'com.apple.CDScheduler',
        'Thermal pressure state: 1 Memory pressure state: 0',
      ],
      ['2020-07-01T09:01:06.000Z', undefined, 'QQ', 'FA||Url||taskID[2019352994] dealloc'],
      [
        '2020-07-01T09:02:26.000Z',
        undefined,
        'kernel',
        'ARPT: 620701.011328: wl0: update_keep_seq: Original Seq: 3226706533',
      ],
      [
        '2020-07-02T10:08:30.000Z',
        undefined,
        'com.apple.xpc.launchd',
        'Path not allowed in domain: type = pid',
      ],
      [
        '2020-07-02T10:09:00.000Z',
        undefined,
        'Google Chrome Helper',
        'Couldn’t set selectedTextBackgroundColor from default ()',
      ],
      ['2020-07-02T10:09:01.000Z', undefined, 'Microsoft Word', '-[NetConfigManager]: started'],
      ['2020-07-02T11:32:19.000Z', undefined, 'Safari', 'KeychainGetICDPStatus: status: off'],
    ],
  )
  assert.equal(events[4]!.attributes!.context, 'com.apple.xpc.launchd.domain.pid.WebContent.34258')
})

test('OpenStack: a file name with a date in it, process, logger, request', () => {
  const request =
    '[req-38101a0b-2096-447d-96ea-a692162415ae 113d3a99c3da401fbd62cc2caa5b96d2 54fadb412c4e40cdbaed9335e4c35a9e - - -]'
  const events = reads(
    [
      `nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.osapi_compute.wsgi.server ${request} 10.11.10.1 "GET /v2/servers/detail HTTP/1.1" status: 200 len: 1893`,
      `nova-compute.log.1.2017-05-16_13:55:31 2017-05-16 00:00:04.500 2931 INFO nova.compute.manager [req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab - - - - -] [instance: b9000564-fe1a] VM Started (Lifecycle Event)`,
      'nova-compute.log.1.2017-05-16_13:55:31 2017-05-16 00:00:05.185 2931 INFO nova.virt.libvirt.imagecache [req-addc1839-2ed5-4778-b57e-5854eb7b8b09 - - - - -] image 0673dd71 at (/var/lib/nova/base/a489): checking',
      'nova-compute.log.1.2017-05-16_13:55:31 2017-05-16 00:00:05.367 2931 WARNING nova.virt.libvirt.imagecache [-] Unknown base file: /var/lib/nova/base/a489',
      `nova-scheduler.log.1.2017-05-16_13:58:10 2017-05-16 00:00:16.001 25998 INFO nova.scheduler.host_manager ${request} The instance sync for host 'cp-1' did not match.`,
    ],
    [
      [
        '2017-05-16T00:00:00.008Z',
        'INFO',
        'nova.osapi_compute.wsgi.server',
        '10.11.10.1 "GET /v2/servers/detail HTTP/1.1" status: 200 len: 1893',
      ],
      [
        '2017-05-16T00:00:04.500Z',
        'INFO',
        'nova.compute.manager',
        '[instance: b9000564-fe1a] VM Started (Lifecycle Event)',
      ],
      [
        '2017-05-16T00:00:05.185Z',
        'INFO',
        'nova.virt.libvirt.imagecache',
        'image 0673dd71 at (/var/lib/nova/base/a489): checking',
      ],
      [
        '2017-05-16T00:00:05.367Z',
        'WARNING',
        'nova.virt.libvirt.imagecache',
        'Unknown base file: /var/lib/nova/base/a489',
      ],
      [
        '2017-05-16T00:00:16.001Z',
        'INFO',
        'nova.scheduler.host_manager',
        "The instance sync for host 'cp-1' did not match.",
      ],
    ],
  )
  assert.equal(events[0]!.ip, '10.11.10.1')
  assert.equal(events[0]!.attributes!.pid, 25746)
  assert.equal(events[0]!.attributes!.file, 'nova-api.log.1.2017-05-16_13:53:08')
})

test('Proxifier: month and day in brackets, program, dash', () => {
  reads(
    [
      '[10.30 16:49:06] chrome.exe - proxy.example.edu:5070 close, 0 bytes sent, 0 bytes received, lifetime 00:01',
      '[10.30 16:49:06] chrome.exe - proxy.example.edu:5070 open through proxy proxy.example.edu:5070 HTTPS',
      '[10.30 16:49:07] chrome.exe *64 - proxy.example.edu:5070 close, 451 bytes sent, 18846 bytes (18.4 KB) received, lifetime 00:02',
      '[10.30 16:49:08] Dropbox.exe - block.example.com:443 error : Could not connect through proxy proxy.example.edu:5070 - Proxy server cannot establish a connection',
      '[10.30 16:49:09] SogouCloud.exe - get.example.com:80 close, 651 bytes sent',
    ],
    [
      [
        '2020-10-30T16:49:06.000Z',
        undefined,
        'chrome.exe',
        'proxy.example.edu:5070 close, 0 bytes sent, 0 bytes received, lifetime 00:01',
      ],
      [
        '2020-10-30T16:49:06.000Z',
        undefined,
        'chrome.exe',
        'proxy.example.edu:5070 open through proxy proxy.example.edu:5070 HTTPS',
      ],
      [
        '2020-10-30T16:49:07.000Z',
        undefined,
        'chrome.exe *64',
        'proxy.example.edu:5070 close, 451 bytes sent, 18846 bytes (18.4 KB) received, lifetime 00:02',
      ],
      [
        '2020-10-30T16:49:08.000Z',
        undefined,
        'Dropbox.exe',
        'block.example.com:443 error : Could not connect through proxy proxy.example.edu:5070 - Proxy server cannot establish a connection',
      ],
      ['2020-10-30T16:49:09.000Z', undefined, 'SogouCloud.exe', 'get.example.com:80 close, 651 bytes sent'],
    ],
  )
})

test('Thunderbird: an epoch and a date before the syslog line', () => {
  const events = reads(
    [
      '- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed for user root',
      '- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2916]: (root) CMD (run-parts /etc/cron.hourly)',
      '- 1131566479 2005.11.09 tbird-admin1 Nov 9 12:01:19 local@tbird-admin1 postfix/postdrop[10896]: warning: unable to look up public/pickup: No such file',
      '- 1131566502 2005.11.09 tbird-sm1 Nov 9 12:01:42 src@tbird-sm1 ib_sm.x[24904]: [ib_sm_sweep.c:1455]: No topology change',
      'ECC 1131566510 2005.11.09 bn257 Nov 9 12:01:50 bn257/bn257 Server Administrator: Instrumentation Service EventID: 1404 Memory device',
      '- 1131566512 2005.11.09 eadmin1 Nov 9 12:01:52 src@eadmin1 dhcpd: DHCPDISCOVER from 00:11:43:e3:ba:c3 via eth1',
      '- 1131566515 2005.11.09 aadmin1 Nov 9 12:01:55 src@aadmin1 /apps/x86_64/ganglia-3.0.1/sbin/gmetad[1682]: data_thread() got no answer',
      '- 1131566515 2005.11.09 #8# Nov 9 12:01:55 #8#/#8# kernel: ACPI: Subsystem revision 20040816',
    ],
    [
      ['2005-11-09T20:01:01.000Z', undefined, 'crond(pam_unix)', 'session closed for user root'],
      ['2005-11-09T20:01:01.000Z', undefined, 'crond', '(root) CMD (run-parts /etc/cron.hourly)'],
      [
        '2005-11-09T20:01:19.000Z',
        undefined,
        'postfix/postdrop',
        'warning: unable to look up public/pickup: No such file',
      ],
      ['2005-11-09T20:01:42.000Z', undefined, 'ib_sm.x', '[ib_sm_sweep.c:1455]: No topology change'],
      [
        '2005-11-09T20:01:50.000Z',
        undefined,
        'Server Administrator',
        'Instrumentation Service EventID: 1404 Memory device',
      ],
      ['2005-11-09T20:01:52.000Z', undefined, 'dhcpd', 'DHCPDISCOVER from 00:11:43:e3:ba:c3 via eth1'],
      [
        '2005-11-09T20:01:55.000Z',
        undefined,
        '/apps/x86_64/ganglia-3.0.1/sbin/gmetad',
        'data_thread() got no answer',
      ],
      ['2005-11-09T20:01:55.000Z', undefined, 'kernel', 'ACPI: Subsystem revision 20040816'],
    ],
  )
  assert.deepEqual([events[0]!.attributes!.host, events[0]!.attributes!.pid], ['dn228', 2915])
})

test('Windows: a comma, a level, columns', () => {
  reads(
    [
      '2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1.7601.23505 with Core: C:\\Windows\\winsxs\\cbscore.dll',
      '2016-09-28 04:30:31, Info                  CSI    00000001@2016/9/27:20:30:31.455 WcpInitialize (wcp.dll version 0.0.0.6) called',
      '2016-09-28 04:30:31, Info                  CBS    Ending TrustedInstaller initialization.',
      '2016-09-28 04:30:31, Error                 CBS    Failed to internally open package. [HRESULT = 0x800f0805]',
      '2016-09-28 04:30:31, Warning               CBS    Unrecognized packageExtended attribute.',
    ],
    [
      [
        '2016-09-28T04:30:30.000Z',
        'INFO',
        'CBS',
        'Loaded Servicing Stack v6.1.7601.23505 with Core: C:\\Windows\\winsxs\\cbscore.dll',
      ],
      [
        '2016-09-28T04:30:31.000Z',
        'INFO',
        'CSI',
        '00000001@2016/9/27:20:30:31.455 WcpInitialize (wcp.dll version 0.0.0.6) called',
      ],
      ['2016-09-28T04:30:31.000Z', 'INFO', 'CBS', 'Ending TrustedInstaller initialization.'],
      [
        '2016-09-28T04:30:31.000Z',
        'ERROR',
        'CBS',
        'Failed to internally open package. [HRESULT = 0x800f0805]',
      ],
      ['2016-09-28T04:30:31.000Z', 'WARNING', 'CBS', 'Unrecognized packageExtended attribute.'],
    ],
  )
})

test('ZooKeeper: dashes around level and a node:component@line', () => {
  const events = reads(
    [
      '2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200',
      '2015-07-29 19:04:12,394 - INFO  [/10.10.34.11:3888:QuorumCnxManager$Listener@493] - Received connection request /10.10.34.11:45307',
      '2015-07-29 19:04:29,071 - WARN  [SendWorker:188978561024:QuorumCnxManager$SendWorker@688] - Send worker leaving thread',
      '2015-07-29 19:04:30,000 - WARN  [RecvWorker:188978561024:QuorumCnxManager$RecvWorker@762] - Connection broken for id 188978561024, my id = 1, error = ',
      '2015-07-29 19:13:17,000 - INFO  [ProcessThread(sid:1 cport:-1)::PrepRequestProcessor@476] - Processed session termination for sessionid: 0x14ed93111f20005',
      '2015-07-29 19:13:18,000 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:Leader@345] - LEADING - LEADER ELECTION TOOK - 25',
      '2015-07-29 19:13:19,000 - ERROR [CommitProcessor:1:NIOServerCnxn@180] - Unexpected Exception:',
    ],
    [
      ['2015-07-29T17:41:44.747Z', 'INFO', 'FastLeaderElection', 'Notification time out: 3200'],
      [
        '2015-07-29T19:04:12.394Z',
        'INFO',
        'QuorumCnxManager$Listener',
        'Received connection request /10.10.34.11:45307',
      ],
      ['2015-07-29T19:04:29.071Z', 'WARNING', 'QuorumCnxManager$SendWorker', 'Send worker leaving thread'],
      [
        '2015-07-29T19:04:30.000Z',
        'WARNING',
        'QuorumCnxManager$RecvWorker',
        'Connection broken for id 188978561024, my id = 1, error =',
      ],
      [
        '2015-07-29T19:13:17.000Z',
        'INFO',
        'PrepRequestProcessor',
        'Processed session termination for sessionid: 0x14ed93111f20005',
      ],
      ['2015-07-29T19:13:18.000Z', 'INFO', 'Leader', 'LEADING - LEADER ELECTION TOOK - 25'],
      ['2015-07-29T19:13:19.000Z', 'ERROR', 'NIOServerCnxn', 'Unexpected Exception:'],
    ],
  )
  assert.equal(events[0]!.line, 774)
  assert.equal(events[0]!.attributes!.thread, 'QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181')
  assert.equal(events[1]!.ip, '10.10.34.11')
})
