import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type ShellCommand, shownText } from '../../src/domain/shell-command.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Frame } from '../../src/domain/session.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import { batchText } from '../../src/shell/frame.ts';
import { scriptText } from '../../src/shell/script-text.ts';
import { sh } from '../../src/shell/sh.ts';
import { Fleet } from './support/fleet.ts';

const play = `- name: Harden
  hosts: all
  tasks:
    - name: Policy
      copy: { dest: "{{ folder }}/it's", content: "a: 'ä'\\n", mode: "0600" }
      notify: Tell
    - name: Mode
      file: { path: "{{ folder }}/f", mode: "0600" }
    - name: Large
      copy: { dest: "{{ folder }}/large", content: "{{ 'x' * 70000 }}" }
  handlers:
    - name: Tell
      command: { cmd: "sh -c 'echo told >> {{ folder }}/told'" }
`;

/** No text is known to be secret. */
const nothing = (): boolean => false;

const prepared = (fleet: Fleet): void => writeFileSync(join(fleet.folder('h1'), 'f'), 'hi\n', { mode: 0o644 });

/** Run ids come with the time of the run. */
const timeless = (text: string): string => text.replaceAll(/(1121-t1)\.\d+/g, '$1.EPOCH');

test('what is printed is what is then sent, byte for byte, and printing it changes nothing', async (t) => {
  const fleet = new Fleet(t);
  prepared(fleet);
  const sendings = await fleet.rehearse(play, 'h1');
  t.false(existsSync(fleet.journal('h1')));
  t.false(existsSync(join(fleet.folder('h1'), 'large')));
  const sent: Frame[] = [];
  const ran = await fleet.run(play, ['h1'], { beforeFrame: (_, frame) => void sent.push(frame) });
  t.deepEqual(ran.outcomes, { h1: 'changed' });
  const printed = sendings.flatMap((sending) => (sending.kind === 'frame' ? [sending.frame] : []));
  const performed = sent.slice(1);
  t.is(printed.length, performed.length, 'the look at all comes first, and is not of the perform phase');
  for (const [at, frame] of performed.entries())
    t.is(timeless(batchText(printed[at] ?? frame, 'N')), timeless(batchText(frame, 'N')), String(at));
  t.is(sendings.filter(({ kind }) => kind === 'put').length, 1);

  const script = timeless(scriptText('h1', sendings, nothing));
  const texts = performed.flatMap(({ prelude, commands }): ShellCommand[] => [
    ...(prelude === undefined ? [] : [prelude]),
    ...commands.map(({ command }) => command),
  ]);
  for (const command of texts) t.true(script.includes(timeless(shownText(command))));
  t.false(sendings.some((sending) => sending.kind === 'frame' && sending.expected));
});

test('the script does by hand what an apply does', async (t) => {
  const fleet = new Fleet(t);
  prepared(fleet);
  const script = scriptText('h1', await fleet.rehearse(play, 'h1'), nothing);
  const lib = join(fleet.journal('h1'), '..');
  mkdirSync(lib, { recursive: true });
  const place = `exec unshare -m sh -c 'mount --bind "$1" /var/lib && exec sh -s' sh "$1"`;
  const { status, stderr } = spawnSync('sh', ['-c', place, 'sh', lib], { input: script, encoding: 'utf8' });
  t.is(status, 0, stderr);
  const folder = fleet.folder('h1');
  t.is(readFileSync(join(folder, "it's"), 'utf8'), "a: 'ä'\n");
  t.is(readFileSync(join(folder, 'large'), 'utf8').length, 70_000);
  t.is(readFileSync(join(folder, 'told'), 'utf8'), 'told\n');
  const after = await fleet.run(play, ['h1']);
  t.deepEqual(after.outcomes, { h1: 'ok' });
});

test('what depends on an earlier change is said to', async (t) => {
  const chain = `- hosts: all
  tasks:
    - { name: One, copy: { dest: "{{ folder }}/a", content: "1" } }
    - { name: Two, file: { path: "{{ folder }}/a", mode: "0640" } }
`;
  const fleet = new Fleet(t);
  const sendings = await fleet.rehearse(chain, 'h1');
  const notes = sendings.flatMap((sending) => (sending.kind === 'frame' && !sending.asks ? [sending.expected] : []));
  t.is(notes[0], false);
  t.true(notes.slice(1).every(Boolean));
  t.is(scriptText('h1', sendings, nothing).includes('the host is asked again before this is sent'), notes.length > 1);
});

test('secrets are masked in the script, which says so and does not run', (t) => {
  const fleet = new Fleet(t);
  const script = scriptText(
    'h1',
    [
      {
        kind: 'frame',
        identity: { kind: 'login' },
        frame: {
          commands: [{ command: sh`printf %s ${new Secret('canary')} > ${join(fleet.folder('h1'), 'x')}` }],
          timeout: 1,
        },
        asks: false,
        expected: false,
      },
      { kind: 'put', identity: { kind: 'login' }, path: '/x', content: Buffer.from('canary'), secret: true },
    ],
    nothing,
  );
  t.notRegex(script, /canary|Y2FuYXJ5/);
  t.regex(script, /Secrets are shown as ‹secret›/);
  t.is(spawnSync('sh', ['-s'], { input: script }).status, 1);
  t.false(existsSync(join(fleet.folder('h1'), 'x')));
});

test('a host that needs nothing has an empty script', async (t) => {
  const fleet = new Fleet(t);
  t.deepEqual(await fleet.rehearse('- hosts: all\n  tasks: [{ ping: {} }]\n', 'h1'), []);
});

test('a script that whoever shows it will mask does not run as it is', async (t) => {
  const fleet = new Fleet(t);
  const secrets = createRedactor();
  secrets.add(new Secret('k3st3r-Wp5'));
  for (const content of ['k3st3r-Wp5', "{{ 'k3st3r-Wp5 ' * 9000 }}"]) {
    const text = `- hosts: all\n  tasks: [{ copy: { dest: "{{ folder }}/x", content: "${content}" } }]\n`;
    const sendings = await fleet.rehearse(text, 'h1');
    t.regex(scriptText('h1', sendings, secrets.holds), /take this line out to run it\.\nexit 1\n/);
    t.notRegex(secrets.mask(scriptText('h1', sendings, secrets.holds)), /k3st3r-Wp5/);
    t.notRegex(scriptText('h1', sendings, nothing), /take this line out to run it/);
  }
});
