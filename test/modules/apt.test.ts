import { readFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';

import type { Planned } from '../../src/domain/module.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { askHere, performHere, planHere, shells, type Simulation } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const installed: Readonly<Record<string, string>> = { curl: '7.88.1-10', nginx: '1.22.1-9' };

/** A host where `nginx` and `curl` are installed and `auditd` can be; `said` is what apt-get says, `log` what it was told. */
function host(
  t: ExecutionContext,
  shell: readonly string[],
  said: string,
  code = 0,
): Simulation & { readonly log: () => readonly string[] } {
  const log = `${tempFolder(t)}/log`;
  const states = Object.entries(installed).map(([name, version]) => `${name}) echo 'installed ${version}' ;;`);
  const programs = fakePrograms(t, {
    'apt-get': `case "$*" in *Simulate*|*" -s "*|"-s "*) ;; *) printf '%s\\n' "$*" >>${log}; env | grep -E '^(DEBIAN_FRONTEND|NEEDRESTART)' | sort >>${log} ;; esac\ncat <<'END'\n${said}\nEND\nexit ${code}`,
    'dpkg-query': `case "$4" in ${states.join(' ')} telnetd) echo 'config-files 0.17' ;; *) exit 1 ;; esac`,
  });
  return { shell, programs, log: () => readFileSync(log, 'utf8').trim().split('\n') };
}

const told = (planned: Planned): readonly string[] =>
  planned.kind === 'refused'
    ? [`refused: ${planned.message}`]
    : planned.changes.flatMap(({ diff, converges, disrupts }) => [
        `${converges} ${disrupts}`,
        ...diff.entries.map(({ name, before, after }) => `${name} ${String(before)} -> ${String(after)}`),
      ]);

const simulation = `Reading package lists...
Inst libauparse0 (1:3.0.9-1 Debian:12/stable [amd64])
Inst auditd (1:3.0.9-1 Debian:12/stable [amd64])
Conf auditd (1:3.0.9-1 Debian:12/stable [amd64])
0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.`;
const upgrade =
  'Inst curl [7.88.1-10] (7.88.1-11 Debian:12/stable [amd64])\n1 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.';
const nothing = 'curl is already the newest version.\n0 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.';

for (const [name, shell] of Object.entries(shells)) {
  test(`what is installed is as wanted, and apt-get is not even asked (${name})`, (t) => {
    const here = host(t, shell, 'E: it was asked', 100);
    for (const input of [
      { name: ['curl', 'nginx'] },
      { name: 'curl,nginx' },
      { pkg: 'nginx=1.22*' },
      { name: 'telnetd', state: 'absent' },
      { name: 'unheard-of', state: 'absent' },
      { name: 'curl', update_cache: true },
    ])
      t.deepEqual(told(planHere(boundModule('apt', input), here)), [], JSON.stringify(input));
  });

  test(`what is missing is shown package by package, and then done without questions (${name})`, (t) => {
    const here = host(t, shell, simulation);
    const bound = boundModule('apt', { name: ['curl', 'auditd'], install_recommends: false });
    const planned = planHere(bound, here);
    t.deepEqual(told(planned), ['verified none', 'libauparse0 null -> 1:3.0.9-1', 'auditd null -> 1:3.0.9-1']);
    const outputs = planned.kind === 'changes' ? planned.changes.flatMap((change) => performHere(change, here)) : [];
    t.is(outputs[0]?.output.code, 0, outputs[0]?.output.stderr.toString());
    t.deepEqual(here.log(), [
      '-y -q -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold --no-install-recommends install auditd',
      'DEBIAN_FRONTEND=noninteractive',
      'NEEDRESTART_MODE=l',
    ]);
    const answered = bound.answer(askHere(bound, here));
    t.true(answered.changed(outputs));
    t.regex(JSON.stringify(answered.result(outputs).get('stdout')), /^"Reading package lists/);
  });

  test(`the newest is looked for, and finding nothing newer is no change (${name})`, (t) => {
    t.deepEqual(told(planHere(boundModule('apt', { name: 'curl', state: 'latest' }), host(t, shell, upgrade))), [
      'verified process',
      'curl 7.88.1-10 -> 7.88.1-11',
    ]);
    const here = host(t, shell, nothing);
    t.deepEqual(told(planHere(boundModule('apt', { name: 'curl', state: 'latest' }), here)), []);
    const bound = boundModule('apt', { name: 'curl', state: 'latest', update_cache: true });
    const planned = planHere(bound, here);
    t.deepEqual(told(planned), ['once none', 'curl null -> latest']);
    const outputs = planned.kind === 'changes' ? planned.changes.flatMap((change) => performHere(change, here)) : [];
    const answered = bound.answer(askHere(bound, here));
    t.false(answered.changed(outputs));
    t.is(answered.result(outputs).get('cache_updated'), true);
  });

  test(`a lock of apt is waited for, and then told (${name})`, (t) => {
    const locked = 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (unattended-upgr)';
    const here = host(t, shell, simulation);
    const planned = planHere(boundModule('apt', { name: 'auditd', lock_timeout: 1 }), here);
    const busy = host(t, shell, locked, 100);
    const outputs = planned.kind === 'changes' ? planned.changes.flatMap((change) => performHere(change, busy)) : [];
    t.is(outputs[0]?.output.code, 99);
    t.is(outputs[0]?.output.stderr.toString().trim(), `bulwark:failed: another program holds a lock of apt: ${locked}`);
    t.true(busy.log().filter((line) => line.startsWith('-y')).length > 1);
  });
}

test('removing and purging', (t) => {
  const dash = shells['dash'] ?? [];
  t.deepEqual(
    told(planHere(boundModule('apt', { name: 'nginx', state: 'absent' }), host(t, dash, 'Remv nginx [1.22.1-9]'))),
    ['verified process', 'nginx 1.22.1-9 -> null'],
  );
  t.deepEqual(
    told(
      planHere(
        boundModule('apt', { name: 'telnetd', state: 'absent', purge: true }),
        host(t, dash, 'Purg telnetd [0.17]'),
      ),
    ),
    ['verified process', 'telnetd 0.17 -> null'],
  );
});

test('an unknown package is refused in the words of apt-get, unless the lists are fetched first', (t) => {
  const here = host(t, shells['dash'] ?? [], 'E: Unable to locate package auditd', 100);
  t.like(planHere(boundModule('apt', { name: 'auditd' }), here), {
    kind: 'refused',
    seen: 'E: Unable to locate package auditd',
  });
  t.deepEqual(told(planHere(boundModule('apt', { name: 'auditd', update_cache: true }), here)), [
    'once none',
    'auditd null -> present',
  ]);
});

test('a host without apt is refused', (t) => {
  const answer = {
    file: () => ({ kind: 'absent', realPath: '' }) as const,
    output: { code: 0, stdout: Buffer.from('apt=none\n'), stderr: Buffer.alloc(0) },
  };
  t.like(boundModule('apt', { name: 'x1' }).answer(answer).planned, {
    kind: 'refused',
    message: 'the host has no apt',
  });
});

test('lists are fetched when they are older than they may be', (t) => {
  const answer = (age: number) => ({
    file: () => ({ kind: 'absent', realPath: '' }) as const,
    output: { code: 0, stdout: Buffer.from(`cache=${10_000 - age}\nnow=10000\ntodo=\n`), stderr: Buffer.alloc(0) },
  });
  const of = (input: object, age: number): readonly string[] =>
    told(boundModule('apt', input).answer(answer(age)).planned).slice(0, 1);
  t.deepEqual(of({ update_cache: true }, 5), ['once none']);
  t.deepEqual(of({ update_cache: true, cache_valid_time: 3600 }, 5), []);
  t.deepEqual(of({ update_cache: true, cache_valid_time: 3600 }, 3601), ['once none']);
  t.deepEqual(of({ update_cache: false, autoremove: true, cache_valid_time: 1 }, 99), []);
});

test('parameters that cannot be are told', (t) => {
  for (const input of [
    {},
    { name: [] },
    { name: '-o x' },
    { name: 'a b' },
    { name: 'a;b' },
    { name: 'A' },
    { name: 'a', pkg: 'b' },
    { name: 'aa', upgrade: 'dist' },
    { name: '*' },
  ])
    t.true(complaints('apt', input).length > 0, JSON.stringify(input));
});
