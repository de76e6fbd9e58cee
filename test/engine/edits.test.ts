import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { generateX25519Identity } from 'age-encryption';

import { Secret } from '../../src/domain/secret.ts';
import { openAge, recipientOf } from '../../src/store/age.ts';
import type { Fleet, Ran, RunSettings } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

const run = (fleet: Fleet, tasks: string, settings: RunSettings = {}): Promise<Ran> =>
  fleet.run(`- hosts: all\n  tasks:\n${tasks.replace(/^/gm, '    ')}`, ['h1'], settings);
const at = (fleet: Fleet, name: string): string => join(fleet.folder('h1'), name);

onEveryShell('lines, blocks and matches are edited, asked again and found as wanted', async (t, fleet) => {
  writeFileSync(at(fleet, 'conf'), 'one\ntwo\n', { mode: 0o640 });
  writeFileSync(at(fleet, 'latin'), Buffer.from('caf\xe9\ntwo\0\n', 'latin1'));
  const tasks = `- name: line
  lineinfile: { dest: "{{ folder }}/conf", regexp: '^t(w)o', line: '2\\1', backrefs: true }
- name: block
  blockinfile: { path: "{{ folder }}/new/folder/conf", block: "a\\n'b'", create: true, mode: "0600" }
- name: match
  replace: { path: "{{ folder }}/conf", regexp: '^', replace: '# ' , before: 2w }
- name: bytes
  lineinfile: { path: "{{ folder }}/latin", regexp: '^two', line: zwei }
- name: json
  json_file: { path: "{{ folder }}/a.json", create: true, merge: { a: { b: 1.5, c: 1.0, d: "{{ 4 / 2 }}" } } }`;
  const planned = await run(fleet, tasks, { mode: 'plan' });
  t.is(planned.results.filter((result) => result.endsWith('drifted')).length, 4);
  t.is(readFileSync(at(fleet, 'conf'), 'utf8'), 'one\ntwo\n');
  const ran = await run(fleet, tasks);
  t.deepEqual(
    ran.results.map((result) => result.replace(/^h1 \w+ /, '')),
    Array(5).fill('changed'),
  );
  t.is(readFileSync(at(fleet, 'conf'), 'utf8'), '# one\n# 2w\n');
  t.is(statSync(at(fleet, 'conf')).mode & 0o777, 0o640);
  t.is(
    readFileSync(at(fleet, 'new/folder/conf'), 'utf8'),
    "# BEGIN ANSIBLE MANAGED BLOCK\na\n'b'\n# END ANSIBLE MANAGED BLOCK\n",
  );
  t.is(statSync(at(fleet, 'new/folder')).mode & 0o777, 0o700);
  t.deepEqual(readFileSync(at(fleet, 'latin')), Buffer.from('caf\xe9\nzwei\n', 'latin1'));
  t.is(readFileSync(at(fleet, 'a.json'), 'utf8'), '{\n  "a": {\n    "b": 1.5,\n    "c": 1.0,\n    "d": 2.0\n  }\n}\n');
});

onEveryShell(
  'a script runs with its words, its input and its first line, and nothing of it stays',
  async (t, fleet) => {
    writeFileSync(at(fleet, 'x'), 'abc\n');
    const files = {
      'files/say.sh': 'printf "<%s>" "$0" "$@" >&2; printf "[%s]" "$@"; cat; exit 3',
      'sed script': '#!/bin/sed -nf\n1s/a/b/p\n',
      'large.sh': `#!/bin/sh\n# ${'x'.repeat(100_000)}\necho large "$1"\n`,
    };
    const ran = await run(
      fleet,
      `- name: words
  script: { cmd: "say.sh 'a b' \\"$((1 + 1))\\" ''", stdin: in }
  register: words
  failed_when: words.rc != 3
- name: list
  script: { argv: [say.sh, "$(id)", "-n", "'\\"\\\\", ""], stdin: "" }
  register: list
  failed_when: list.rc != 3
- name: interpreter
  script: { cmd: "'sed script' {{ folder }}/x" }
  register: interpreter
- name: large
  script: large.sh "{{ 'q' | quote }}"
  register: large
- name: not again
  script: { cmd: large.sh, creates: / }
- name: question
  script: { cmd: say.sh, executable: "sh -x", read_only: true }
  register: question
  failed_when: question.rc != 3
- debug: { msg: "{{ [words.stdout, list.stdout, interpreter.stdout, large.stdout, question.stdout, words.stderr] }}" }
- assert: { that: ["'/say.sh>' in words.stderr", "words.changed", "not question.changed"] }`,
      { files, seen: () => undefined },
    );
    const shown = ran.events.find((event) => event.type === 'task-finished' && event.module === 'debug');
    t.is(ran.finished('words').status, 'changed', JSON.stringify(ran.finished('words')));
    const texts = shown?.type === 'task-finished' && Array.isArray(shown.message) ? shown.message.map(String) : [];
    t.deepEqual(texts.slice(0, 5), ['[a b][2][]in', `[$(id)][-n]['"\\][]`, 'bbc', 'large q', '[]']);
    t.is(ran.finished('not again').status, 'ok');
    const place = /^<(\/[^>]*)>/.exec(String(texts[5]))?.[1] ?? '/';
    t.regex(place, /bulwark\.\w+\/f\/say\.sh$/);
    t.false(existsSync(dirname(dirname(place))));
  },
);

onEveryShell('a file is fetched where it differs, privately, and never in check mode', async (t, fleet) => {
  writeFileSync(at(fleet, 'a'), Buffer.from([0, 255, 10]));
  symlinkSync('a', at(fleet, 'link'));
  const here = at(fleet, 'fetched');
  const tasks = `- name: tree
  fetch: { src: "{{ folder }}/link", dest: "${here}" }
- name: flat
  fetch: { src: "{{ folder }}/a", dest: "${here}/flat/", flat: true }
- name: missing
  fetch: { src: "{{ folder }}/none", dest: "${here}", fail_on_missing: false }
  register: missing
- assert: { that: "missing.msg is search('does not exist')" }`;
  const planned = await run(fleet, tasks, { mode: 'plan' });
  t.deepEqual(planned.results.slice(0, 3), ['h1 tree drifted', 'h1 flat drifted', 'h1 missing ok']);
  t.false(existsSync(here));
  const ran = await run(fleet, tasks);
  t.deepEqual(ran.results.slice(0, 3), ['h1 tree changed', 'h1 flat changed', 'h1 missing ok']);
  const tree = `${here}/h1${at(fleet, 'link')}`;
  t.deepEqual(readFileSync(tree), Buffer.from([0, 255, 10]));
  t.is(statSync(tree).mode & 0o777, 0o600);
  t.deepEqual(readFileSync(`${here}/flat/a`), Buffer.from([0, 255, 10]));
  const again = await run(fleet, tasks);
  t.deepEqual(again.results.slice(0, 3), ['h1 tree ok', 'h1 flat ok', 'h1 missing ok']);
  const gone = await run(fleet, `- name: gone\n  fetch: { src: "{{ folder }}/none", dest: "${here}" }`);
  t.is(gone.finished('gone').error?.message, `File not found: ${at(fleet, 'none')}`);
  const blocked = await run(
    fleet,
    `- name: blocked\n  fetch: { src: "{{ folder }}/a", dest: "${here}/flat/a/b", flat: true }`,
  );
  t.regex(blocked.finished('blocked').error?.message ?? '', /cannot be written on this machine/);
});

onEveryShell(
  'a file is fetched and kept encrypted, once; what cannot be encrypted is not written',
  async (t, fleet) => {
    const content = Buffer.from([0, 255, 10, 7]);
    writeFileSync(at(fleet, 'key'), content);
    const here = at(fleet, 'backup');
    const identity = new Secret(await generateX25519Identity());
    const recipient = await recipientOf(identity);
    const task = (name: string, keys: readonly string[]): string =>
      `- name: ${name}\n  fetch: { src: "{{ folder }}/key", dest: "${here}/${name}", flat: true, recipients: [${keys.join(', ')}] }`;
    const ran = await run(fleet, task('k', [recipient]));
    t.deepEqual(ran.results, ['h1 k changed']);
    const sealed = readFileSync(`${here}/k.age`);
    t.deepEqual(await openAge(sealed, [identity]), { kind: 'plain', bytes: new Uint8Array(content) });
    t.is(statSync(`${here}/k.age`).mode & 0o777, 0o600);
    t.deepEqual(readdirSync(here).toSorted(), ['k.age', 'k.age.sha256']);
    t.deepEqual((await run(fleet, task('k', [recipient]))).results, ['h1 k ok']);
    t.deepEqual(readFileSync(`${here}/k.age`), sealed);

    const wrong = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`;
    const failed = await run(fleet, task('w', [wrong]));
    t.is(failed.finished('w').error?.code, 'refused');
    t.regex(failed.finished('w').error?.message ?? '', /w\.age cannot be encrypted/);
    t.deepEqual(readdirSync(here).toSorted(), ['k.age', 'k.age.sha256']);
  },
);
