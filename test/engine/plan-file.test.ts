import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { KeptPlan, Misfit } from '../../src/domain/intent.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import { Fleet } from './support/fleet.ts';
import type { Ran, RunSettings } from './support/fleet.ts';

const id = 'a'.repeat(64);
const play = `- name: Harden
  hosts: all
  tasks:
    - name: Policy
      copy: { dest: "{{ folder }}/policy", content: "a: 1\\n", mode: "0600" }
      notify: Tell
    - name: Mode
      file: { path: "{{ folder }}/f", mode: "0600" }
    - name: Setting
      yaml_file: { path: "{{ folder }}/c.yaml", set: { /kubeletTimeout: 5m } }
  handlers:
    - name: Tell
      command: { cmd: "sh -c 'echo told >> {{ folder }}/told'" }
`;

function prepared(t: ExecutionContext, hosts: readonly string[]): Fleet {
  const fleet = new Fleet(t);
  for (const host of hosts) {
    writeFileSync(join(fleet.folder(host), 'f'), 'hi\n', { mode: 0o644 });
    writeFileSync(join(fleet.folder(host), 'c.yaml'), 'kubeletTimeout: 1m\n', { mode: 0o600 });
  }
  return fleet;
}

async function planned(fleet: Fleet, hosts: readonly string[], text = play): Promise<KeptPlan> {
  const { end } = await fleet.run(text, hosts, { mode: 'plan' });
  return { id, hosts: end.intents ?? new Map() };
}

const apply = (fleet: Fleet, hosts: readonly string[], kept: KeptPlan, more: RunSettings = {}, text = play) =>
  fleet.run(text, hosts, { ...more, options: { kept, ...more.options } });

const misfits = ({ events }: Ran): Readonly<Record<string, Misfit>> =>
  Object.fromEntries(events.flatMap((event) => (event.type === 'host-moved' ? [[event.host, event] as const] : [])));

test('a kept plan is done, and the host remembers it', async (t) => {
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1']);
  t.deepEqual(
    kept.hosts.get('h1')?.map(({ key, assumed }) => [key, assumed]),
    [
      ['0.tasks.0#0', false],
      ['0.tasks.1#0', false],
      ['0.tasks.2#0', false],
      ['0.handlers.0#0', false],
    ],
  );
  const ran = await apply(fleet, ['h1'], kept);
  t.deepEqual(ran.outcomes, { h1: 'changed' });
  t.is(readFileSync(join(fleet.folder('h1'), 'policy'), 'utf8'), 'a: 1\n');
  const marks = readFileSync(join(fleet.journal('h1'), 'plans', id), 'utf8');
  t.deepEqual(marks.trim().split('\n').toSorted(), [
    'done 0.handlers.0#0 1121-t1',
    'done 0.tasks.0#0 1121-t1',
    'done 0.tasks.1#0 1121-t1',
    'done 0.tasks.2#0 1121-t1',
  ]);
});

test('a plan that was made and is applied costs as many exchanges as an apply', async (t) => {
  const [one, other] = [prepared(t, ['h1']), prepared(t, ['h1'])];
  const ran = await apply(one, ['h1'], await planned(one, ['h1']));
  const plain = await other.run(play, ['h1']);
  t.is(ran.exchanges.get('h1'), plain.exchanges.get('h1'));
  t.deepEqual(ran.results, plain.results);
});

const moves = test.macro({
  async exec(t, change: (folder: string) => void, what: RegExp, expected: RegExp, seen: RegExp) {
    const hosts = ['h1', 'h2'];
    const fleet = prepared(t, hosts);
    const kept = await planned(fleet, hosts);
    change(fleet.folder('h1'));
    const ran = await apply(fleet, hosts, kept);
    t.deepEqual(ran.outcomes, { h1: 'moved', h2: 'changed' });
    const found = misfits(ran)['h1'];
    if (found?.reason !== 'moved') return t.fail(JSON.stringify(found));
    const [first] = found.differences;
    t.regex(first.what, what);
    t.regex(first.expected, expected);
    t.regex(first.seen, seen);
    t.false(ran.results.some((result) => result.startsWith('h1') && result.endsWith('changed')));
  },
  title: (what = '') => `${what}: that host is left alone, and the others go on`,
});
test('a mode moved', moves, (at) => chmodSync(join(at, 'f'), 0o640), /\/f mode$/, /^0644$/, /^0640$/);
test(
  'a value in a file moved',
  moves,
  (at) => writeFileSync(join(at, 'c.yaml'), 'kubeletTimeout: 2m\n'),
  /c\.yaml.*kubeletTimeout/,
  /1m/,
  /2m/,
);
test(
  'a file appeared',
  moves,
  (at) => writeFileSync(join(at, 'policy'), 'mine\n', { mode: 0o600 }),
  /policy content/,
  /unset/,
  /1 line/,
);
test(
  'a part of the file that the plan does not name moved',
  moves,
  (at) => writeFileSync(join(at, 'c.yaml'), '# note\nkubeletTimeout: 1m\n', { mode: 0o600 }),
  /c\.yaml/,
  /./,
  /./,
);

test('a host that needs less than was planned is fine', async (t) => {
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1']);
  chmodSync(join(fleet.folder('h1'), 'f'), 0o600);
  const ran = await apply(fleet, ['h1'], kept);
  t.deepEqual(ran.outcomes, { h1: 'changed' });
  t.deepEqual(misfits(ran), {});
});

test('a host that needs more than was planned is left alone', async (t) => {
  const fleet = prepared(t, ['h1']);
  chmodSync(join(fleet.folder('h1'), 'f'), 0o600);
  const kept = await planned(fleet, ['h1']);
  chmodSync(join(fleet.folder('h1'), 'f'), 0o644);
  const ran = await apply(fleet, ['h1'], kept);
  t.deepEqual(ran.outcomes, { h1: 'moved' });
  t.like(misfits(ran)['h1'], {
    differences: [{ expected: 'nothing to change', seen: 'mode 0644 -> 0600' }],
  });
});

test('a host remembers the last 200 plan files', async (t) => {
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1']);
  const plans = join(fleet.journal('h1'), 'plans');
  mkdirSync(plans, { recursive: true });
  for (let at = 0; at < 210; at++) {
    writeFileSync(join(plans, `old-${at}`), '');
    utimesSync(join(plans, `old-${at}`), at, at);
  }
  t.deepEqual((await apply(fleet, ['h1'], kept)).outcomes, { h1: 'changed' });
  const left = new Set(readdirSync(plans));
  t.deepEqual([left.has(id), left.has('old-209'), left.has('old-11'), left.has('old-9')], [true, true, true, false]);
});

test('a plan is done once', async (t) => {
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1']);
  await apply(fleet, ['h1'], kept);
  const same = await apply(fleet, ['h1'], kept, { options: { run: '1121-t2' } });
  t.deepEqual(same.outcomes, { h1: 'moved' });
  t.like(misfits(same)['h1'], { reason: 'applied', run: '1121-t1' });
  chmodSync(join(fleet.folder('h1'), 'f'), 0o644);
  const undone = await apply(fleet, ['h1'], kept, { options: { run: '1121-t3' } });
  t.like(misfits(undone)['h1'], { reason: 'applied', run: '1121-t1' });
  const another = await apply(fleet, ['h1'], { ...(await planned(fleet, ['h1'])), id: 'b'.repeat(64) });
  t.deepEqual(another.outcomes, { h1: 'changed' });
});

test('two that apply copies of a plan at the same time do it once', async (t) => {
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1']);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const waiting = apply(fleet, ['h1'], kept, { options: { run: '1121-t2' }, confirm: () => promise });
  await apply(fleet, ['h1'], kept);
  chmodSync(join(fleet.folder('h1'), 'f'), 0o644);
  resolve(true);
  await waiting;
  t.is(readFileSync(join(fleet.folder('h1'), 'told'), 'utf8'), 'told\n');
  t.false(readFileSync(join(fleet.journal('h1'), 'plans', id), 'utf8').includes('1121-t2'));
});

test('a plan that was cut in the middle can be ended', async (t) => {
  const two = `${play.replace('handlers:', 'x-handlers:').split('  x-handlers')[0]?.replace('      notify: Tell\n', '') ?? ''}- name: Later
  hosts: all
  tasks:
    - name: Last
      copy: { dest: "{{ folder }}/last", content: "b" }
`;
  const hosts = ['h1', 'h2'];
  const fleet = prepared(t, hosts);
  const kept = await planned(fleet, hosts, two);
  const stop = new AbortController();
  const cut = await apply(
    fleet,
    hosts,
    kept,
    {
      stop: stop.signal,
      seen: (event) => void (event.type === 'task-finished' && event.status === 'changed' && stop.abort()),
    },
    two,
  );
  t.true(cut.end.interrupted);
  t.true(Object.values(cut.outcomes).includes('half-way'));
  const ended = await apply(fleet, hosts, kept, { options: { run: '1121-t2' } }, two);
  t.deepEqual(ended.outcomes, { h1: 'changed', h2: 'changed' });
  for (const host of hosts) t.is(readFileSync(join(fleet.folder(host), 'last'), 'utf8'), 'b');
});

test('what was rolled back in the run may be done again from the same plan', async (t) => {
  const failing = `- name: Harden
  hosts: all
  on_failure: rollback
  tasks:
    - name: Mode
      file: { path: "{{ folder }}/f", mode: "0600" }
    - name: Works with the flag
      command: { cmd: "test -e {{ folder }}/flag" }
`;
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1'], failing);
  t.deepEqual((await apply(fleet, ['h1'], kept, {}, failing)).outcomes, { h1: 'rolled-back' });
  writeFileSync(join(fleet.folder('h1'), 'flag'), '');
  const again = await apply(fleet, ['h1'], kept, { options: { run: '1121-t2' } }, failing);
  t.deepEqual(again.outcomes, { h1: 'changed' });
});

test('a host that moves between the look and its turn is left alone', async (t) => {
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1']);
  const ran = await apply(fleet, ['h1'], kept, {
    confirm: () => {
      chmodSync(join(fleet.folder('h1'), 'f'), 0o640);
      return Promise.resolve(true);
    },
  });
  t.deepEqual(ran.outcomes, { h1: 'moved' });
  t.like(misfits(ran)['h1'], { reason: 'moved', differences: [{ expected: '0644', seen: '0640' }] });
  t.false(ran.results.some((result) => result.endsWith('changed')));
});

test('a control plane that moved holds back the others of its cluster, and workers go on', async (t) => {
  const groups = { control_plane: ['cp-1', 'cp-2'], workers: ['w-1'] };
  const hosts = ['cp-1', 'cp-2', 'w-1'];
  const fleet = prepared(t, hosts);
  const { end } = await fleet.run(play, hosts, { mode: 'plan', groups });
  chmodSync(join(fleet.folder('cp-2'), 'f'), 0o640);
  const ran = await apply(fleet, hosts, { id, hosts: end.intents ?? new Map() }, { groups });
  t.deepEqual(ran.outcomes, { 'cp-1': 'untouched', 'cp-2': 'moved', 'w-1': 'changed' });
  const stopped = ran.events.find(({ type }) => type === 'run-stopped');
  t.like(stopped, { because: 'control plane cp-2 moved since it was planned', notBegun: ['cp-1'] });
});

test('a host that the plan does not hold is not changed', async (t) => {
  const fleet = prepared(t, ['h1']);
  const ran = await apply(fleet, ['h1'], { id, hosts: new Map() });
  t.deepEqual(ran.outcomes, { h1: 'moved' });
});

test('what depends on an earlier change is expected by its targets', async (t) => {
  const chain = `- name: Harden
  hosts: all
  tasks:
    - name: Folder
      file: { path: "{{ folder }}/new", state: directory }
    - name: In it
      copy: { dest: "{{ folder }}/new/a", content: "{{ looked.stdout | default('x') }}" }
    - name: Look
      command: { cmd: "echo later", creates: "{{ folder }}/new/b" }
      register: looked
    - name: After it
      copy: { dest: "{{ folder }}/new/b", content: "{{ looked.stdout }}" }
`;
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1'], chain);
  t.deepEqual(
    kept.hosts.get('h1')?.map(({ assumed }) => assumed),
    [false, true, true, true],
  );
  t.deepEqual((await apply(fleet, ['h1'], kept, {}, chain)).outcomes, { h1: 'changed' });
});

test('the changes of a `no_log` task are marked as secret', async (t) => {
  const hidden = `- name: Harden
  hosts: all
  tasks:
    - name: Token
      no_log: true
      copy: { dest: "{{ folder }}/token", content: "canary" }
    - name: Open
      copy: { dest: "{{ folder }}/open", content: "fine" }
`;
  const fleet = prepared(t, ['h1']);
  const kept = await planned(fleet, ['h1'], hidden);
  t.deepEqual(
    kept.hosts.get('h1')?.map(({ secret }) => secret),
    [true, false],
  );
  writeFileSync(join(fleet.folder('h1'), 'token'), 'other');
  const ran = await apply(fleet, ['h1'], kept, {}, hidden);
  t.like(misfits(ran)['h1'], {
    differences: [{ what: 'Token', expected: 'hidden: it holds a secret', seen: 'different' }],
  });
  rmSync(join(fleet.folder('h1'), 'token'));
  t.deepEqual((await apply(fleet, ['h1'], kept, {}, hidden)).outcomes, { h1: 'changed' });
});

const known = 'k3st3r-Wp5uN9dJ';
const told = test.macro({
  async exec(t, task: string, hidden: boolean) {
    const fleet = prepared(t, ['h1']);
    writeFileSync(join(fleet.folder('h1'), 'has'), `${known}\n`);
    const secrets = createRedactor();
    secrets.add(new Secret(known));
    const text = `- hosts: all\n  tasks:\n    - name: One\n      ${task}\n`;
    const settings: RunSettings = { secrets, extraVars: new Map([['db_password', known]]) };
    const { end } = await fleet.run(text, ['h1'], { ...settings, mode: 'plan' });
    const intents = end.intents?.get('h1') ?? [];
    t.is(intents.length, 1);
    t.deepEqual(
      intents.map(({ secret }) => secret),
      [hidden],
    );
    const ran = await apply(fleet, ['h1'], { id, hosts: new Map([['h1', intents]]) }, settings, text);
    t.deepEqual(ran.outcomes, { h1: 'changed' });
  },
  title: (what = '') => `a plan file keeps no text in clear that is known to be secret: ${what}`,
});
test('in a command', told, 'command: { cmd: "true {{ db_password }}" }', true);
test('in the content of a file', told, 'copy: { dest: "{{ folder }}/n", content: "a {{ db_password }}" }', true);
test('in what stood in a file', told, 'copy: { dest: "{{ folder }}/has", content: "x" }', true);
test('in a path', told, 'file: { path: "{{ folder }}/{{ db_password }}", state: directory }', true);
test('nowhere', told, 'copy: { dest: "{{ folder }}/n", content: "a" }', false);
