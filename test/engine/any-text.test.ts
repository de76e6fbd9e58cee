import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';

import { isMapping, type Value } from '../../src/domain/value.ts';
import { onEveryShell } from './support/on-every-shell.ts';

/** What shells, programs and terminals stumble over. */
const odd = [
  '-n',
  '--',
  '-e',
  '$(id)',
  '`id`',
  '$HOME',
  '*',
  '~',
  '!!',
  "'",
  '"',
  '\\',
  '\n',
  '\r\n',
  '\t',
  '\u202e',
  '\ufeff',
  'é',
  '🙂',
  '%s',
  '&',
  ';',
  '|',
  '>',
  '#',
  ' ',
  '\u001b[31m',
  '\u007f',
];
const texts = fc
  .sample(
    fc.array(fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 6 }),
    { numRuns: 3, seed: 7 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));
const all = ['-n', '--', '', odd.join(''), odd.toReversed().join(' '), ...texts, 'x'.repeat(70_000)];
const name = (text: string, at: number): string => `${text.replaceAll('/', '_').slice(0, 40)}${at}`;

onEveryShell('any text survives as path, content, argument, input, environment and line', async (t, fleet) => {
  const items = all.map((text, at) => ({ text, name: name(text, at), zero: `${text}\0${text}` }));
  const folder = fleet.folder('h1');
  const extraVars = new Map<string, Value>([['items', items.map((item) => new Map(Object.entries(item)))]]);
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: copy, copy: { dest: "{{ folder }}/{{ item.name }}", content: "{{ item.text }}" }, loop: "{{ items }}" }
    - { name: zero, copy: { dest: "{{ folder }}/zero-{{ item.name }}", content: "{{ item.zero }}" }, loop: "{{ items[:4] }}" }
    - name: argv
      command: { argv: [printf, "[%s]", "{{ item.text[:20000] }}"], stdin: x, environment: { TEXT: "{{ item.text[:20000] }}" } }
      loop: "{{ items }}"
      register: argv
    - name: script
      script: { argv: [say.sh, "{{ item.text[:20000] }}"], stdin: "{{ item.text }}", stdin_add_newline: false, environment: { TEXT: "{{ item.text[:20000] }}" } }
      loop: "{{ items }}"
      register: script
    - { name: block, blockinfile: { path: "{{ folder }}/block-{{ item.name }}", block: "{{ item.text }}", create: true }, loop: "{{ items }}" }
    - { name: all, debug: { msg: { argv: "{{ argv.results | map(attribute='stdout') | list }}", script: "{{ script.results | map(attribute='stdout') | list }}" } } }
`,
    ['h1'],
    {
      extraVars,
      options: { commandTimeout: 120_000 },
      files: { 'say.sh': 'printf "[%s][%s]" "$1" "$TEXT"; cat; echo .' },
    },
  );
  t.deepEqual(
    all.map((_, at) => readFileSync(join(folder, items[at]?.name ?? ''), 'utf8')),
    all,
  );
  t.deepEqual(
    items.slice(0, 4).map((item) => readFileSync(join(folder, `zero-${item.name}`), 'utf8')),
    items.slice(0, 4).map(({ zero }) => zero),
  );
  const { message } = ran.finished('all');
  const said = isMapping(message) ? message : new Map<string, Value>();
  t.deepEqual(
    said.get('argv'),
    all.map((text) => `[${text.slice(0, 20_000)}]`),
  );
  t.deepEqual(
    said.get('script'),
    all.map((text) => `[${text.slice(0, 20_000)}][${text.slice(0, 20_000)}]${text}.`),
  );
  t.deepEqual(
    items.map((item) => readFileSync(join(folder, `block-${item.name}`), 'utf8')),
    all.map((text) =>
      text === ''
        ? ''
        : `# BEGIN ANSIBLE MANAGED BLOCK\n${text}${text.endsWith('\n') ? '' : '\n'}# END ANSIBLE MANAGED BLOCK\n`,
    ),
  );
});
