import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { wireText } from '../../../src/domain/shell-command.ts';
import {
  type Evidence,
  type EvidenceQuestion,
  evidenceCommand,
  readEvidence,
} from '../../../src/engine/drift/evidence.ts';
import { fakePrograms } from '../../support/fake-programs.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const shells = [['dash'], ['busybox', 'sh'], ['bash']];

/** The question put to this machine, whose PATH, journal and snaps are those of the test. */
function askHere(shell: readonly string[], question: EvidenceQuestion, path: string, journal: string): Evidence {
  const script = wireText(evidenceCommand(question)).replaceAll('/var/lib/bulwark', journal);
  const [program = '', ...options] = shell;
  const { stdout, stderr } = spawnSync(program, [...options, '-c', script], { env: { PATH: path, HOME: '/' } });
  if (stderr.length > 0) throw new Error(stderr.toString());
  return readEvidence(question, { code: 0, stdout, stderr });
}

/** A PATH with these of the machine's programs alone. */
function onlyPrograms(folder: string, names: readonly string[]): string {
  mkdirSync(folder);
  for (const name of names)
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${name}`])
        .toString()
        .trim(),
      join(folder, name),
    );
  return folder;
}

for (const shell of shells) {
  test(`a host without any tool says what its shell can tell (${shell.join(' ')})`, (t) => {
    const folder = tempFolder(t);
    const tools = onlyPrograms(join(folder, 'bin'), [shell[0] ?? 'sh', 'cut', 'sed', 'stat', 'date', 'tail']);
    const file = join(folder, "it's $HOME a file\nwith lines");
    writeFileSync(file, '');
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const gone = join(folder, 'gone');
    const evidence = askHere(shell, { paths: [file, gone], snaps: ['k8s'], since: 0 }, tools, folder);
    t.true(Math.abs((evidence.now ?? 0) - Date.now()) < 10_000);
    t.true((evidence.bootedAt ?? 0) > 0 && (evidence.bootedAt ?? 0) <= Date.now());
    t.is(evidence.times.get(file)?.modified, 1_700_000_000_000);
    t.is(evidence.times.get(file)?.changed, Math.floor(statSync(file).ctimeMs / 1000) * 1000);
    t.is(evidence.times.get(gone)?.changed, Math.floor(statSync(folder).ctimeMs / 1000) * 1000);
    t.is(evidence.changes, null);
    t.is(evidence.logins, null);
    t.deepEqual(evidence.writes, []);
  });

  test(`snapd's changes, the journal and our own are read, and the question writes nothing (${shell.join(' ')})`, (t) => {
    const folder = tempFolder(t);
    const file = join(folder, 'managed');
    writeFileSync(file, '');
    const entry = join(folder, 'runs/1121-p3.1795290000/00001');
    mkdirSync(entry, { recursive: true });
    writeFileSync(join(entry, 'meta'), `write\nfile 600 0 0 aa\nfile 600 0 0 bb\n${file}\n`);
    utimesSync(join(entry, 'meta'), 1_795_290_000, 1_795_290_000);
    const now = Math.floor(Date.now() / 1000);
    const programs = fakePrograms(t, {
      snap: `case "$*" in
        'list --all k8s') printf 'Name Version Rev\\nk8s 1.32.8 3541 x\\n' ;;
        'changes --abs-time k8s') printf 'ID Status\\n7 Done 2026-01-01T00:00:00Z 2026-01-01T00:00:01Z Old one\\n8 Done 2026-11-21T06:12:00Z 2026-11-21T06:19:00Z Refresh "k8s" snap\\n' ;;
        'change --abs-time 8') printf 'Done 2026-11-21T06:12:00Z 2026-11-21T06:18:00Z Make current revision for snap "k8s" unavailable\\nDone 2026-11-21T06:12:00Z 2026-11-21T06:19:00Z Make snap "k8s" (3588) available to the system\\n' ;;
        *) echo "snap was asked for $*" >&2 ;; esac`,
      journalctl: `case "$*" in
        *k8sd*) echo '${now + 1}.5 cp-1 k8s.k8sd[6]: service arguments have drifted, restarting service=kubelet' ;;
        *sshd*) case "$*" in *_UID=0*) ;; *) echo '${now}.4 cp-1 sshd[5]: Accepted publickey for eve from 6.6.6.6 port 5 ssh2' ;; esac
          echo '${now}.5 cp-1 sshd[6]: Accepted publickey for bob from 10.20.0.7 port 5 ssh2'
          echo '${now}.6 cp-1 sshd[6]: path 0 1 1' ;;
        *) echo '1795290000.0 cp-1 systemd-journald[2]: Journal started' ;; esac`,
      last: ':',
      systemctl: `printf 'Id=snap.k8s.kubelet.service\\nActiveState=active\\nExecMainStartTimestampMonotonic=5000000\\n'`,
    });
    const before = readdirSync(folder, { recursive: true });
    const question = { paths: [file], snaps: ['k8s'], since: Date.parse('2026-11-20T00:00:00Z') };
    const evidence = askHere(shell, question, `${programs}:${process.env['PATH'] ?? ''}`, folder);
    t.like(evidence.changes?.at(-1), { id: '8', kind: 'refresh', revision: '3588' });
    t.like(evidence.changes?.[0], { id: '7', kind: 'other' });
    t.deepEqual(evidence.snaps.get('k8s')?.revisions, [{ revision: '3541', version: '1.32.8' }]);
    t.deepEqual(evidence.writes, [{ path: file, run: '1121-p3', at: 1_795_290_000_000, left: 'file 600 0 0 bb' }]);
    t.like(evidence.logins?.sessions, [{ user: 'bob', from: '10.20.0.7' }]);
    t.deepEqual(evidence.restarts, [{ unit: 'snap.k8s.kubelet.service', at: now * 1000 + 1500 }]);
    t.like(evidence.started, [{ unit: 'snap.k8s.kubelet.service' }]);
    t.deepEqual(readdirSync(folder, { recursive: true }), before);
  });
}

test('a snapd that hangs costs ten seconds at most, and the rest is answered', (t) => {
  const folder = tempFolder(t);
  const programs = fakePrograms(t, {
    snap: 'exec sleep 60',
    journalctl: ':',
    systemctl: ':',
    last: ':',
    timeout: 'shift; exec timeout.real 0.2 "$@"',
  });
  symlinkSync('/usr/bin/timeout', join(programs, 'timeout.real'));
  const question = { paths: [folder], snaps: ['k8s'], since: null };
  const evidence = askHere(['dash'], question, `${programs}:${process.env['PATH'] ?? ''}`, folder);
  t.is(evidence.times.size, 1);
  t.is(evidence.changes, null);
});

test('a host that says no end of things, or impossible times, costs no time and is no error', (t) => {
  const many = 100_000;
  const lines = [
    'clock 999999999999',
    'btime 999999999999',
    `init 1 (systemd) S ${'9 '.repeat(18)}9007199254740991 0`,
    'snap k8s x2 999999999999',
    `unit Id=snap.k8s.kubelet.service`,
    'unit ActiveState=active',
    `unit ExecMainStartTimestampMonotonic=${'9'.repeat(300)}`,
    `restarted k8s 1 ${'have drifted service '.repeat(20_000)}`,
    'change k8s ID   Status  Spawn  Ready  Summary',
    'change k8s 7 Done 2026-01-01T00:00:00Z 2026-01-01T00:00:01Z Refresh',
    ...Array.from({ length: many }, () => 'task 7 Done 2026-01-01T00:00:00Z 2026-01-01T00:00:01Z x'),
    ...Array.from(
      { length: many },
      (_, at) => `login ${at}.0 h sshd[${at}]: Accepted x for u${at} from 1.1.1.1 port 1`,
    ),
    'wtmp wtmp begins 2026-01-01T00:00:00+00:00',
    ...Array.from({ length: many }, (_, at) => `wtmp v${at} pts/0 1.1.1.1 2026-01-01T00:00:00+00:00`),
  ];
  const before = process.threadCpuUsage();
  const question = { paths: ['/a'], snaps: ['k8s'], since: null };
  const evidence = readEvidence(question, { code: 0, stdout: Buffer.from(lines.join('\n')), stderr: Buffer.alloc(0) });
  const { user } = process.threadCpuUsage(before); // microseconds; the machine may be busy with something else
  t.true(user < 3_000_000, `${user} µs`);
  t.is(evidence.bootedAt, null);
  t.deepEqual(evidence.started, []);
  t.notThrows(() => new Date(evidence.now ?? 0).toISOString());
});
