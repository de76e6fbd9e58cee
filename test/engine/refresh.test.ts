import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import type { Frame } from '../../src/domain/session.ts';
import type { RunEvent } from '../../src/domain/event.ts';
import { stillAtWork } from '../../src/engine/refresh/watch.ts';
import { FakeSnapd } from './support/fake-snapd.ts';
import { Fleet } from './support/fleet.ts';
import type { Ran } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const attributes = '- hosts: all\n  tasks:\n    - file: { path: "{{ folder }}/unit", mode: "0600" }\n';
const waits = (ran: Ran): readonly Partial<RunEvent>[] =>
  ran.events.flatMap((event) =>
    event.type === 'refresh-waited' ? [{ change: event.change, what: event.what, over: event.over }] : [],
  );
const waited = (what = 'Auto-refresh snap "k8s"'): readonly object[] => [
  { change: '12', what, over: false },
  { change: '12', what, over: true },
];

onEveryShell('a plan waits for the end of a refresh and asks again', async (t, fleet) => {
  const snapd = new FakeSnapd(fleet, 'h1');
  const unit = join(fleet.folder('h1'), 'unit');
  snapd.works();
  const ran = await fleet.run(attributes, ['h1'], {
    mode: 'plan',
    beforeFrame: (_, __, exchange) => {
      if (exchange !== 2) return;
      writeFileSync(unit, '', { mode: 0o644 });
      snapd.rest();
    },
  });
  t.deepEqual(ran.results, ['h1 file drifted']);
  t.deepEqual(waits(ran), waited());
  t.is(ran.exchanges.get('h1'), 3);
});

onEveryShell(
  'a snapd that is gone, with a change that it never ended, is not asked or waited for',
  async (t, fleet) => {
    const snapd = new FakeSnapd(fleet, 'h1');
    snapd.works();
    snapd.leave();
    writeFileSync(join(fleet.folder('h1'), 'unit'), '', { mode: 0o644 });
    const ran = await fleet.run(attributes, ['h1'], { mode: 'plan' });
    t.deepEqual(ran.results, ['h1 file drifted']);
    t.deepEqual(waits(ran), []);
  },
);

/** A question that a refresh follows at once: the file goes away. */
const beginRefresh = `- shell:
        cmd: "[ -e {{ folder }}/begun ] || { touch {{ folder }}/begun; rm {{ folder }}/unit; cp /var/lib/snapd/next/* /var/lib/snapd; }"
        read_only: true`;
const isWait = (frame: Frame): boolean =>
  frame.commands.some(({ command }) => command.parts.join('').includes('until bw_s'));

onEveryShell('what was answered beside a refresh is not used', async (t, fleet) => {
  const snapd = new FakeSnapd(fleet, 'h1');
  snapd.prepare();
  const unit = join(fleet.folder('h1'), 'unit');
  writeFileSync(unit, '');
  const playbook = `- hosts: all
  tasks:
    ${beginRefresh}
    - shell: { cmd: "cat {{ folder }}/unit", read_only: true }
`;
  const ran = await fleet.run(playbook, ['h1'], {
    mode: 'plan',
    beforeFrame: (_, frame) => {
      if (!isWait(frame)) return;
      writeFileSync(unit, '');
      snapd.rest();
    },
  });
  t.deepEqual(ran.results, ['h1 shell ok', 'h1 shell ok']);
  t.deepEqual(waits(ran), waited());
  t.is(ran.exchanges.get('h1'), 3);
});

onEveryShell('nothing is written while a change is in progress, and it is written afterwards', async (t, fleet) => {
  const snapd = new FakeSnapd(fleet, 'h1');
  const unit = join(fleet.folder('h1'), 'unit');
  writeFileSync(unit, '', { mode: 0o644 });
  let begun = false;
  const seen: string[] = [];
  const ran = await fleet.run(attributes, ['h1'], {
    beforeFrame: (_, frame) => {
      const writes = frame.prelude?.parts.join('').includes('bw_attribute()') === true;
      if (writes && !begun) {
        begun = true;
        snapd.works();
      } else if (isWait(frame)) {
        seen.push(statSync(unit).mode.toString(8));
        snapd.rest();
      }
    },
  });
  t.deepEqual(seen, ['100644']);
  t.deepEqual(ran.results, ['h1 file changed']);
  t.deepEqual(ran.outcomes, { h1: 'changed' });
  t.is(statSync(unit).mode & 0o777, 0o600);
});

test('content that went ahead is sent again after a refresh', async (t) => {
  const fleet = new Fleet(t);
  const snapd = new FakeSnapd(fleet, 'h1');
  let begun = false;
  const text = 'x'.repeat(100_000);
  const ran = await fleet.run(
    `- hosts: all\n  tasks:\n    - copy: { dest: "{{ folder }}/large", content: "${text}" }\n`,
    ['h1'],
    {
      beforeFrame: (_, frame) => {
        const writes = frame.commands.some(({ command }) => command.parts.join('').includes('bw_write '));
        if (writes && !begun) {
          begun = true;
          snapd.works();
        } else if (isWait(frame)) snapd.rest();
      },
    },
  );
  t.deepEqual(ran.results, ['h1 copy changed']);
  t.is(readFileSync(join(fleet.folder('h1'), 'large'), 'utf8'), text);
  t.false(existsSync(join(fleet.journal('h1'), 'put-00001')));
});

test('after the limit the host counts as unreachable, and says which change it was', async (t) => {
  const fleet = new Fleet(t);
  new FakeSnapd(fleet, 'h1').works('Undoing');
  const ran = await fleet.run(attributes, ['h1'], { mode: 'plan', options: { refreshTimeout: 1 } });
  t.deepEqual(ran.results, []);
  const lost = ran.events.find(({ type }) => type === 'host-lost');
  t.like(lost, { host: 'h1', reason: 'refreshing', midway: false });
  t.regex(JSON.stringify(lost), /change 12: Auto-refresh snap/);
});

test('a host that is done each time it is waited for, and begins again, holds up the others no longer than three limits', async (t) => {
  const fleet = new Fleet(t);
  const snapd = new FakeSnapd(fleet, 'h1');
  const ran = await fleet.run(attributes, ['h1'], {
    mode: 'plan',
    options: { refreshTimeout: 30 },
    beforeFrame: (_, frame) => (isWait(frame) ? snapd.rest() : snapd.works()),
  });
  t.like(
    ran.events.find(({ type }) => type === 'host-lost'),
    { host: 'h1', reason: 'refreshing' },
  );
  t.true(waits(ran).length < 20, `${waits(ran).length} waits`);
});

test('what a host says of its snapd costs no time, however long it is', (t) => {
  const stdout = Buffer.from(`\n1 ${'  a'.repeat(300_000)}\u2028`);
  const began = performance.now();
  stillAtWork({ code: 9, stdout, stderr: Buffer.alloc(0) });
  t.true(performance.now() - began < 1000, `${performance.now() - began} ms`);
});

const notWaitedFor = test.macro({
  async exec(t, change: readonly [string, string, string]) {
    const fleet = new Fleet(t);
    writeFileSync(join(fleet.folder('h1'), 'unit'), '', { mode: 0o600 });
    new FakeSnapd(fleet, 'h1').works(...change);
    const ran = await fleet.run(attributes, ['h1'], { mode: 'plan' });
    t.deepEqual(ran.results, ['h1 file ok']);
    t.deepEqual(waits(ran), []);
    t.is(ran.exchanges.get('h1'), 1);
  },
  title: (_, [status, what, task]: readonly [string, string, string]) => `not waited for: ${status}, ${what}, ${task}`,
});
test(notWaitedFor, ['Doing', 'Running service command', 'Doing  Run service command "restart"']);
test(notWaitedFor, ['Doing', 'Auto-refresh snap "k8s"', 'Doing  Download snap "k8s" (123) from channel "stable"']);
test(notWaitedFor, ['Done', 'Auto-refresh snap "k8s"', 'Done  Start snap "k8s" services']);
test(notWaitedFor, ['Error', 'Auto-refresh snap "k8s"', 'Error  Start snap "k8s" services']);
test(notWaitedFor, ['Wait', 'Auto-refresh snap "k8s"', 'Wait  Start snap "k8s" services']);

test('a snapd that does not answer holds up nobody', async (t) => {
  const fleet = new Fleet(t);
  new FakeSnapd(fleet, 'h1').works();
  fleet.program('h1', 'snap', 'echo "error: cannot communicate with server" >&2; exit 1');
  writeFileSync(join(fleet.folder('h1'), 'unit'), '', { mode: 0o600 });
  const ran = await fleet.run(attributes, ['h1'], { mode: 'plan' });
  t.deepEqual(ran.results, ['h1 file ok']);
});
