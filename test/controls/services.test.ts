import test from 'ava';

import type { ControlStatus } from '../../src/domain/assessment.ts';
import type { Service } from '../../src/domain/k8s-snap.ts';
import { argsFile } from '../../src/modules/args-file.ts';
import { componentAnswer, planOn } from '../modules/args-file/simulated.ts';
import { assessed, catalogueOf, resultsOf } from './support/assessed.ts';
import { run, started, task } from './support/events.ts';

interface Trick {
  readonly service?: Service;
  /** Beside those of a service that runs as it should. */
  readonly unit?: Readonly<Record<string, string>>;
  /** The flag is not given; that passes. */
  readonly isUnset?: true;
  readonly environment?: string;
}

const startedBy = (command: string, path = command.split(' ')[0]): string =>
  `{ path=${path} ; argv[]=${command} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;

/** What an entry and the task around it pass for where file and arguments of the process are right. */
const judged = test.macro({
  exec: (
    t,
    { service = 'kubelet', unit = {}, isUnset, environment }: Trick,
    expected: ControlStatus,
    why: RegExp = /^/,
  ) => {
    const path = `/var/snap/k8s/common/args/${service}`;
    const words = ['--other=1', ...(isUnset === true ? [] : ['--peer-auto-tls=false'])];
    const properties = {
      LoadState: 'loaded',
      UnitFileState: 'enabled',
      ActiveState: 'active',
      MainPID: '7',
      ExecStart: startedBy(`/usr/bin/snap run k8s.${service}`),
      NeedDaemonReload: 'no',
      Exe: `/snap/k8s/x1/bin/${service}`,
      Processes: '1',
      ...unit,
      ...(environment !== undefined && { Env: environment }),
    };
    const entry = { service, check: { 'peer-auto-tls': { one_of: ['false'], unset: 'passes', controls: ['BW-A'] } } };
    const planned = planOn(argsFile, entry, path, {
      content: `${words.join('\n')}\n`,
      said: componentAnswer({ unit: properties, argv: [`/snap/k8s/x1/bin/${service}`, ...words] }),
    });
    const findings = planned.kind === 'changes' ? (planned.findings ?? []) : [];
    const catalogue = catalogueOf({
      'BW-A': `check: { arg: "${service} --peer-auto-tls", equals: "false", unset: passes }`,
      'BW-B': 'check: { task: all of it is right }',
    });
    const assessment = assessed(catalogue, run(started(['cp-1']), task({ findings, controls: ['BW-B'] })));
    const [result = ''] = resultsOf(assessment, 'BW-A');
    t.is(result.split(' ')[0], expected);
    t.regex(result, why);
    if (environment === undefined) t.is(resultsOf(assessment, 'BW-B')[0]?.split(' ')[0], expected);
  },
  title: (title = '', _trick, expected: string) => `${expected}: ${title}`,
});

test('a service as snapd starts it', judged, {}, 'pass');
test(
  'snap of a system without /usr/bin',
  judged,
  { unit: { ExecStart: startedBy('/bin/snap run k8s.kubelet') } },
  'pass',
);
test('its binary went away by a refresh', judged, { unit: { Exe: '/snap/k8s/x1/bin/kubelet (deleted)' } }, 'pass');
test('whose process it is could not be seen', judged, { unit: { Exe: '' } }, 'pass');

const others = /starts something else than the snap/;
for (const start of [
  startedBy('/usr/local/bin/kubelet --anonymous-auth=true'),
  startedBy('/usr/bin/snap run k8s.kubelet --anonymous-auth=true'),
  startedBy('/usr/bin/snap run k8s.kube-proxy'),
  startedBy('/usr/bin/snap run other.kubelet'),
  startedBy('/opt/bin/snap run k8s.kubelet'),
  startedBy('/usr/bin/snap run k8s.kubelet', '/opt/bin/snap'),
  startedBy('/bin/sh -c /usr/bin/snap run k8s.kubelet'),
  'what nobody can read',
])
  test(`a drop-in with ${start.replace(/ ; ignore.*/, '')}`, judged, { unit: { ExecStart: start } }, 'unknown', others);
test(
  'an edited unit that counts from the next start on',
  judged,
  { unit: { NeedDaemonReload: 'yes' } },
  'unknown',
  /was edited, and systemd has not read it since/,
);
test(
  'another program that calls itself kubelet',
  judged,
  { unit: { Exe: '/usr/local/bin/kubelet' } },
  'unknown',
  /process of kubelet is \/usr\/local\/bin\/kubelet/,
);
test(
  'a second process beside that of the unit',
  judged,
  { unit: { Processes: '2' } },
  'unknown',
  /2 processes of kubelet run, and one was looked at/,
);
test(
  'a process beside a unit that is off',
  judged,
  { unit: { UnitFileState: 'disabled', ActiveState: 'inactive', MainPID: '0', Exe: '', Processes: '2' } },
  'unknown',
);

test('a variable that a flag beats', judged, { service: 'etcd', environment: 'ETCD_PEER_AUTO_TLS' }, 'pass');
test('a variable of another flag', judged, { service: 'etcd', isUnset: true, environment: 'ETCD_AUTO_TLS' }, 'pass');
test(
  'a variable that counts where there is no flag',
  judged,
  { service: 'etcd', isUnset: true, environment: 'ETCD_PEER_AUTO_TLS' },
  'unknown',
  /ETCD_PEER_AUTO_TLS in its environment/,
);
test(
  'a variable that names a file, which beats all flags',
  judged,
  { service: 'etcd', environment: 'ETCD_CONFIG_FILE' },
  'unknown',
  /ETCD_CONFIG_FILE in its environment/,
);
