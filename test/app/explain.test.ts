import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { explainable } from '../../src/app/explain.ts';
import { commands } from '../../src/cli/commands.ts';
import { optionSpecs } from '../../src/cli/option-specs.ts';
import { glossary } from '../../src/domain/glossary.ts';
import { moduleNames } from '../../src/modules/index.ts';
import { ownTexts } from '../../src/own-texts.ts';
import { blockKeywords, playKeywords, taskKeywords } from '../../src/playbook/keywords.ts';
import { exitCodes } from '../../src/report/exit-codes.ts';
import { diskFiles } from '../../src/store/source-files.ts';
import { tell } from './tell.ts';

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/(?:^|\/)codes\.ts$/.test(name))
  .map((name) => readFileSync(`${source}${name}`, 'utf8'));

/** Functions whose first parameter is a code, found by their declarations, and the methods of `Problems`. */
const makers = [
  'error',
  'warn',
  'Failure',
  ...texts.flatMap((text) =>
    [...text.matchAll(/(\w+)(?: = |)\(\s*code: (?:string|\w+Code)\b/g)].map(([, name = '']) => name),
  ),
].filter((name) => name !== 'constructor');

/** Every code that the source can give a diagnostic: as the first argument of a maker, or as `code: '…'`. */
const codes = [
  ...new Set(
    texts.flatMap((text) =>
      [
        ...text.matchAll(new RegExp(`\\b(?:${[...new Set(makers)].join('|')})\\(\\s*'([a-z][a-z0-9-]*)'`, 'g')),
        ...text.matchAll(/(?<!\.)\bcode: '([a-z][a-z0-9-]*)'(?! in )/g),
        ...text.matchAll(/\(code \?\? '([a-z-]+)'/g),
      ].flatMap(([, ...found]) => found.filter((code) => code !== undefined)),
    ),
  ),
]
  // zod's own name of a check that a module wrote.
  .filter((code) => code !== 'custom')
  .toSorted();

const ports = {
  files: diskFiles(),
  foldersAbove: ['/nowhere'],
  home: '/nowhere',
  othersMay: () => ({ read: false, write: false }),
  own: ownTexts,
  loadModule: () => ({ kind: 'missing', why: '' }) as const,
};
const known = new Set(explainable(ports));

test('the codes are found in the source', (t) => {
  t.true(codes.length > 80, codes.join(' '));
  for (const code of ['yaml-syntax', 'template-limit', 'unknown-option', 'bad-answer', 'source-missing', 'left-out'])
    t.true(codes.includes(code), code);
});

test('every code that the source can emit is explained', (t) =>
  t.deepEqual(
    codes.filter((code) => !known.has(code)),
    [],
  ));

test('every module, keyword, exit code, option, command and term is explained', (t) => {
  const wanted = [
    ...playKeywords,
    ...blockKeywords,
    ...taskKeywords,
    ...Object.keys(exitCodes),
    ...Object.keys(optionSpecs).map((name) => `--${name}`),
    ...commands.map(({ name }) => name),
    ...Object.keys(glossary),
  ];
  t.deepEqual(
    wanted.filter((word) => !known.has(word)),
    [],
  );
});

for (const word of [
  ...moduleNames,
  '4',
  'exit 4',
  '-l',
  '--limit',
  'limit',
  '!',
  '[]',
  'become',
  'CIS-1.4.2',
  'cis-1.4.2',
  'ansible_host',
])
  test(`explain ${word}`, async (t) => {
    const { exit, text } = await tell(['explain', word]);
    t.is(exit, 0);
    t.true(text.length > 20);
  });

test('a control is explained: what it wants, why, the risk, how to look by hand, and the tasks that carry it', async (t) => {
  const { text } = await tell(['explain', 'CIS-4.1.1']);
  t.regex(text, /^CIS-4\.1\.1 {2}kubelet unit file private {2}\(Level 1, every node, automated\)/);
  t.regex(text, /wants +\/etc\/systemd\/system\/snap\.k8s\.kubelet\.service 0600 or stricter/);
  for (const term of ['why', 'risk', 'note', 'repair', 'default', 'stands in'])
    t.regex(text, new RegExp(`^ {2}${term} +\\S`, 'm'));
  t.regex(text, /stat -c '%a %U:%G %n' \/etc\/systemd\/system\/snap\.k8s\.kubelet\.service/);
  t.regex(text, /playbooks\/\S+\.yaml:\d+ \(shipped\) {2}Keep the kubelet's unit file private/);
  t.regex(text, /tighten_only: true/);
});

test('a control of both CIS benchmarks is found by its number in 1.12', async (t) =>
  t.regex((await tell(['explain', 'cis112-1.2.19'])).text, /^CIS-1\.2\.21 /));

test('contradictions of benchmarks are explained from both sides', async (t) => {
  for (const [one, other] of [
    ['CIS-3.2.2', 'V-242403'],
    ['V-242403', 'CIS-3.2.2'],
    ['CIS-1.2.3', 'CIS112-1.2.3'],
    ['CIS112-1.2.3', 'CIS-1.2.3'],
  ] as const)
    t.regex((await tell(['explain', one])).text, new RegExp(`contradicts +${other}: `), one);
});

test('a control for a person says why a person has to look, and one without a subject why it is gone', async (t) => {
  t.regex((await tell(['explain', 'CIS-5.1.1'])).text, /by a person +\S/);
  t.regex((await tell(['explain', 'V-242386'])).text, /gone +\S/);
});

test('a control that nobody knows is bad input, with near ones', async (t) => {
  const { exit, diagnostics } = await tell(['explain', 'cis-9.9.9']);
  t.is(exit, 5);
  t.like(diagnostics[0], { code: 'unknown-word', summary: '`CIS-9.9.9` is not explained anywhere' });
  t.regex(String(diagnostics[0]?.hint), /CIS-1\.1\.9/);
});

test("the project's own playbook comes before the shipped ones", async (t) => {
  const { text } = await tell(['explain', 'CIS-4.1.1'], {
    'bulwark.yaml': 'playbook: mine.yaml\n',
    'mine.yaml': '- hosts: all\n  tasks:\n    - name: Mine\n      ping:\n      controls: [CIS-4.1.1]\n',
  });
  t.regex(text, /mine\.yaml:3 {2}Mine/);
  t.notRegex(text, /shipped/);
});

test('a variable of the shipped playbooks has meaning, neighbours’ comment and default', async (t) => {
  const { text } = await tell(['explain', 'hardening_audit_log_maxbackup']);
  t.regex(text, /Audit log of the API server/);
  t.regex(text, /Days, files and megabytes/);
  t.regex(text, /Default: 10/);
});

test('an unknown word is bad input, with near ones', async (t) => {
  const { exit, diagnostics } = await tell(['explain', 'never-convergs']);
  t.is(exit, 5);
  t.like(diagnostics[0], { code: 'unknown-word', hint: 'did you mean never-converges?' });
  t.is((await tell(['explain', '\u001b[31m'])).exit, 5);
});
