import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test, { type ExecutionContext } from 'ava';

import { Fleet, type Ran } from '../support/fleet.ts';

const play = (tasks: string): string => `- hosts: all\n  tasks:\n${tasks}`;
const text = play('    - copy: { dest: "{{ folder }}/f", content: "1", mode: "0600" }\n');

const whyOf = ({ events }: Ran, host: string): string | null | undefined =>
  events.flatMap((event) => (event.type === 'host-compared' && event.host === host ? [event.why] : []))[0];

/** Two hosts with a good marker each, of which one then says what `change` makes of it. */
async function withMarker(t: ExecutionContext, change: (head: Record<string, unknown>) => string): Promise<Fleet> {
  const fleet = new Fleet(t);
  await fleet.run(text, ['h1', 'h2'], { options: { run: '1121-a1' } });
  const path = join(fleet.journal('h1'), 'state/site.yaml');
  const [first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  const head: unknown = JSON.parse(first);
  writeFileSync(path, [change({ ...Object(head) }), ...rest].join('\n'));
  return fleet;
}

const lies: Readonly<Record<string, (head: Record<string, unknown>) => string>> = {
  'a time that no calendar has': (head) =>
    JSON.stringify({ ...head, at: 'TIME', digest: 'other' }).replace('"TIME"', '1e999'),
  'a time far beyond all calendars': (head) => JSON.stringify({ ...head, at: 8.7e15, checkedAt: 1 }),
  'a snap with a NUL in its name': (head) => JSON.stringify({ ...head, snaps: { 'k\u00008s': '1' } }),
  'a snap with a name that is none': (head) => JSON.stringify({ ...head, snaps: { "k8s'; touch /tmp/x; '": '1' } }),
  'escapes in who left it': (head) => JSON.stringify({ ...head, who: '\u001b[2J\u001b]0;x\u0007' }),
  'who left it, in a megabyte': (head) => JSON.stringify({ ...head, who: 'x'.repeat(1_000_000) }),
};

for (const [name, change] of Object.entries(lies))
  test(`a marker with ${name} is none, and ends no run of other hosts`, async (t) => {
    const fleet = await withMarker(t, change);
    const ran = await fleet.run(text, ['h1', 'h2'], { mode: 'drift', options: { run: '1121-a2' } });
    t.is(whyOf(ran, 'h1'), 'never-applied');
    t.is(whyOf(ran, 'h2'), null);
    t.is(ran.outcomes['h2'], 'ok');
  });

test('a marker that names more paths than a playbook has is none', async (t) => {
  const fleet = await withMarker(t, (head) => JSON.stringify(head));
  const path = join(fleet.journal('h1'), 'state/site.yaml');
  const paths = Array.from({ length: 6000 }, (_, at) => `- /${at.toString(36)}`);
  writeFileSync(path, [readFileSync(path, 'utf8').split('\n')[0], ...paths, ''].join('\n'));
  const ran = await fleet.run(text, ['h1', 'h2'], { mode: 'drift', options: { run: '1121-a2' } });
  t.is(whyOf(ran, 'h1'), 'never-applied');
  t.deepEqual(ran.outcomes, { h1: 'ok', h2: 'ok' });
});

test('what a managed link leads to is looked at as well', async (t) => {
  const fleet = new Fleet(t);
  const folder = fleet.folder('h1');
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real/f'), '1', { mode: 0o600 });
  symlinkSync('real/f', join(folder, 'f'));
  const linked = play('    - copy: { dest: "{{ folder }}/f", content: "1", mode: "0600", follow: true }\n');
  await fleet.run(linked, ['h1'], { options: { run: '1121-a1' } });
  t.is(whyOf(await fleet.run(linked, ['h1'], { mode: 'drift', options: { run: '1121-a2' } }), 'h1'), null);
  writeFileSync(join(folder, 'real/f'), '2');
  const ran = await fleet.run(linked, ['h1'], { mode: 'drift', options: { run: '1121-a3' } });
  t.is(whyOf(ran, 'h1'), 'moved');
  t.deepEqual(ran.outcomes, { h1: 'drifted' });
});

test('a host with a failure that was ignored is not told as good by a marker', async (t) => {
  const fleet = new Fleet(t);
  const ignoring = play(
    '    - copy: { dest: "{{ folder }}/none/f", content: "1", mode: "0600" }\n      ignore_errors: true\n',
  );
  await fleet.run(ignoring, ['h1'], { options: { run: '1121-a1' } });
  const ran = await fleet.run(ignoring, ['h1'], { mode: 'drift', options: { run: '1121-a2' } });
  t.not(whyOf(ran, 'h1'), null);
});

test('of an edited playbook nothing is rolled out, not even where the file moved as well', async (t) => {
  const fleet = new Fleet(t);
  await fleet.run(text, ['h1'], { options: { run: '1121-a1' } });
  const file = join(fleet.folder('h1'), 'f');
  writeFileSync(file, 'reset');
  const edited = text.replace('content: "1"', 'content: "evil"');
  const ran = await fleet.run(edited, ['h1'], { options: { run: '1121-a2', onlyDrifted: true } });
  t.is(readFileSync(file, 'utf8'), 'reset');
  t.deepEqual(ran.outcomes, { h1: 'drifted' });
});

test('a template whose name a host has to say first is part of the playbook, too', async (t) => {
  const fleet = new Fleet(t);
  const deferred = play(`    - command: echo motd
      register: name
      changed_when: false
    - template: { src: "{{ name.stdout }}.j2", dest: "{{ folder }}/f", mode: "0600" }
`);
  const files = (content: string) => ({ 'motd.j2': content, 'templates/motd.j2': content });
  await fleet.run(deferred, ['h1'], { files: files('good'), options: { run: '1121-a1' } });
  t.is(readFileSync(join(fleet.folder('h1'), 'f'), 'utf8').trim(), 'good');
  const drift = await fleet.run(deferred, ['h1'], {
    mode: 'drift',
    files: files('evil'),
    options: { run: '1121-a2' },
  });
  t.is(whyOf(drift, 'h1'), 'playbook-changed');
  const settings = { files: files('evil'), options: { run: '1121-a3', onlyDrifted: true, full: true } };
  await fleet.run(deferred, ['h1'], settings);
  t.is(readFileSync(join(fleet.folder('h1'), 'f'), 'utf8').trim(), 'good');
});

test('a command that was added with check_mode: false is not run by --only-drifted', async (t) => {
  const fleet = new Fleet(t);
  const folder = fleet.folder('h1');
  await fleet.run(text, ['h1'], { options: { run: '1121-a1' } });
  writeFileSync(join(folder, 'f'), 'reset');
  const added = `${text}    - command: touch {{ folder }}/evil\n      check_mode: false\n`;
  const options = { onlyDrifted: true };
  await fleet.run(added, ['h1'], { options: { ...options, run: '1121-a2' } });
  t.is(readFileSync(join(folder, 'f'), 'utf8'), '1');
  t.false(existsSync(join(folder, 'evil')));
  await fleet.run(added, ['h1'], { options: { run: '1121-a3' } });
  t.true(existsSync(join(folder, 'evil')));
  rmSync(join(folder, 'evil'));
  writeFileSync(join(folder, 'f'), 'reset');
  await fleet.run(added, ['h1'], { options: { ...options, run: '1121-a4' } });
  t.true(existsSync(join(folder, 'evil')), 'of the playbook that was applied it runs as ever');
});

test('a handler that was left behind and edited since is not run by --only-drifted', async (t) => {
  const fleet = new Fleet(t);
  const folder = fleet.folder('h1');
  const notifying = (command: string): string =>
    `${text}      notify: tell\n    - file: { path: "{{ folder }}/none/x", state: file, mode: "0600" }\n  handlers:\n    - { name: tell, command: "${command}" }\n`;
  mkdirSync(join(folder, 'none'));
  writeFileSync(join(folder, 'none/x'), '', { mode: 0o600 });
  await fleet.run(notifying('true'), ['h1'], { options: { run: '1121-a1' } });
  writeFileSync(join(folder, 'f'), 'reset');
  const failing = await fleet.run(notifying('false'), ['h1'], { options: { run: '1121-a2' } });
  t.deepEqual(failing.outcomes, { h1: 'failed' });
  const edited = notifying(`touch ${folder}/evil`);
  const ran = await fleet.run(edited, ['h1'], { options: { run: '1121-a3', onlyDrifted: true } });
  t.false(existsSync(join(folder, 'evil')));
  t.deepEqual(ran.outcomes, { h1: 'drifted' });
  await fleet.run(edited, ['h1'], { options: { run: '1121-a4' } });
  t.true(existsSync(join(folder, 'evil')));
});
