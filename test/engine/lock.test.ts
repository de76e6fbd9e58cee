import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { Fleet } from './support/fleet.ts';
import { isRunning } from './support/processes.ts';

const slow = `- hosts: all
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" }, notify: tell }
    - { name: slow, command: { cmd: "sleep 2" } }
  handlers:
    - { name: tell, shell: { cmd: "echo told >>{{ folder }}/log" } }
`;
const touch = `- hosts: all
  tasks:
    - { name: b, command: { cmd: "touch {{ folder }}/b" } }
`;
/** Resolves when a run performs. */
const begun = (): { readonly seen: (event: { readonly type: string }) => void; readonly promise: Promise<void> } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    promise,
    seen: (event) => {
      if (event.type === 'task-finished') resolve();
    },
  };
};

test('a second run is refused with the name of the first, and changes nothing', async (t) => {
  const fleet = new Fleet(t);
  const { seen, promise } = begun();
  const first = fleet.run(slow, ['h1'], { seen, options: { run: 'first-1', who: 'alice@laptop' } });
  await promise;
  const second = await fleet.run(touch, ['h1', 'h2']);
  t.is(second.end.refused, 'busy');
  t.regex(second.events.find((event) => event.type === 'run-refused')?.message ?? '', /first-1, alice@laptop/);
  t.deepEqual(second.outcomes, { h1: 'untouched', h2: 'untouched' });
  t.false(existsSync(join(fleet.folder('h2'), 'b')));
  t.is((await first).outcomes['h1'], 'changed');
});

test('with a lock timeout the second run waits, and leaves the handlers of the first alone', async (t) => {
  const fleet = new Fleet(t);
  const { seen, promise } = begun();
  const first = fleet.run(slow, ['h1'], { seen, options: { run: 'first-1' } });
  await promise;
  const second = await fleet.run(slow.replace('sleep 2', 'true'), ['h1'], {
    options: { run: 'second-1', lockTimeout: 20_000 },
  });
  t.is((await first).outcomes['h1'], 'changed');
  t.is(second.outcomes['h1'], 'changed');
  t.is(second.results.filter((result) => result.includes('tell')).length, 0, second.results.join());
});

test('a host whose lock cannot be tried fails, unchanged, and the others finish', async (t) => {
  const fleet = new Fleet(t);
  mkdirSync(dirname(fleet.journal('h1')), { recursive: true });
  writeFileSync(fleet.journal('h1'), 'in the way');
  const ran = await fleet.run(touch, ['h1', 'h2']);
  t.deepEqual(ran.outcomes, { h1: 'failed', h2: 'changed' });
  t.false(existsSync(join(fleet.folder('h1'), 'b')));
});

test('a control plane whose lock cannot be tried holds back those of its cluster', async (t) => {
  const fleet = new Fleet(t);
  mkdirSync(dirname(fleet.journal('cp2')), { recursive: true });
  writeFileSync(fleet.journal('cp2'), 'in the way');
  const ran = await fleet.run(touch, ['cp1', 'cp2'], { groups: { control_plane: ['cp1', 'cp2'], workers: [] } });
  t.deepEqual(ran.outcomes, { cp1: 'untouched', cp2: 'failed' });
  t.false(existsSync(join(fleet.folder('cp1'), 'b')));
});

const planes = { control_plane: ['cp1', 'cp2'], workers: [] };
const only = touch.replace('hosts: all', 'hosts: cp1');

test('the control planes that a run leaves out are locked with those that it changes', async (t) => {
  const fleet = new Fleet(t);
  const { seen, promise } = begun();
  const first = fleet.run(slow.replace('hosts: all', 'hosts: cp2'), ['cp1', 'cp2'], { seen, groups: planes });
  await promise;
  t.is((await fleet.run(only, ['cp1', 'cp2'], { groups: planes })).end.refused, 'busy');
  await first;
});

test('a control plane that is left out and cannot be reached or locked refuses the run', async (t) => {
  const fleet = new Fleet(t);
  const gone = await fleet.run(only, ['cp1', 'cp2'], { groups: planes, dead: ['cp2'] });
  t.is(gone.end.refused, 'control-plane-unreachable');
  mkdirSync(dirname(fleet.journal('cp2')), { recursive: true });
  writeFileSync(fleet.journal('cp2'), 'in the way');
  const open = await fleet.run(only, ['cp1', 'cp2'], { groups: planes });
  t.is(open.end.refused, 'control-plane-unreachable');
  t.false(existsSync(join(fleet.folder('cp1'), 'b')));
});

test('a host whose journal cannot be made fails, unchanged', async (t) => {
  const fleet = new Fleet(t);
  mkdirSync(fleet.journal('h1'), { recursive: true, mode: 0o700 });
  writeFileSync(join(fleet.journal('h1'), 'runs'), 'in the way');
  const ran = await fleet.run(touch, ['h1']);
  t.is(ran.finished('b').error?.code, 'journal');
  t.false(existsSync(join(fleet.folder('h1'), 'b')));
});

test('a stop lets the running step and its handlers end; the rest is untouched', async (t) => {
  const fleet = new Fleet(t);
  const stop = new AbortController();
  const ran = await fleet.run(
    `${slow.replace('- hosts: all\n', '- hosts: all\n  serial: 1\n')}${touch}`,
    ['h1', 'h2'],
    {
      stop: stop.signal,
      seen: (event) => {
        if (event.type === 'task-finished' && event.task === 'a') stop.abort();
      },
    },
  );
  t.true(ran.end.interrupted);
  t.deepEqual(ran.results, ['h1 a changed', 'h1 tell changed']);
  t.deepEqual(ran.outcomes, { h1: 'half-way', h2: 'untouched' });
});

test('a stop while planning changes nothing', async (t) => {
  const fleet = new Fleet(t);
  const stop = new AbortController();
  const ran = await fleet.run(touch, ['h1'], { stop: stop.signal, beforeFrame: () => stop.abort() });
  t.true(ran.end.interrupted);
  t.false(existsSync(fleet.journal('h1')));
});

test('a kill ends the process group on the host', async (t) => {
  const fleet = new Fleet(t);
  const kill = new AbortController();
  const stop = new AbortController();
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a", content: "1" } }
    - { name: hangs, shell: { cmd: "sleep 4713.5 & sleep 4713.5" } }
    - { name: after, command: { cmd: "touch {{ folder }}/after" } }
`,
    ['h1'],
    {
      stop: stop.signal,
      kill: kill.signal,
      seen: (event) => {
        if (event.type !== 'task-finished' || event.task !== 'a') return;
        setTimeout(() => {
          stop.abort();
          kill.abort();
        }, 500);
      },
    },
  );
  t.deepEqual(ran.results, ['h1 a changed', 'h1 hangs failed']);
  t.is(ran.finished('hangs').error?.code, 'interrupted');
  t.false(isRunning('sleep 4713.5'));
  t.false(existsSync(join(fleet.folder('h1'), 'after')));
});
