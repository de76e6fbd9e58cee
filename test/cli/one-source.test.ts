import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { commands } from '../../src/cli/commands.ts';
import { complete } from '../../src/cli/complete.ts';
import { usage } from '../../src/cli/help.ts';
import { manPage } from '../../src/cli/man-page.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';

const path = fileURLToPath(new URL('../../man/bulwark.1', import.meta.url));
const roff = readFileSync(path, 'utf8');

test('the man page is fresh: node tools/man-page.ts', (t) => t.is(roff, manPage()));

test('man and groff have nothing to say against the man page, and no line is too wide', (t) => {
  const shown = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', path], {
    encoding: 'utf8',
    env: { ...process.env, MANWIDTH: '80', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' },
  });
  t.deepEqual([shown.status, shown.stderr], [0, '']);
  t.deepEqual(
    shown.stdout.split('\n').filter((line) => line.length > 80),
    [],
  );
  const strict = spawnSync('groff', ['-ww', '-man', '-Tutf8', path], { encoding: 'utf8' });
  t.deepEqual([strict.status, strict.stderr], [0, '']);
});

/** Long options in a text of which each stands at the start of a line. */
const optionsIn = (text: string, start: RegExp): readonly string[] =>
  text
    .split('\n')
    .flatMap((line) => start.exec(line)?.[1] ?? [])
    .toSorted();

const manSection = (name: string): string => {
  const sections = roff.split(/^\.S[HS] /m);
  return sections.find((section) => section.startsWith(`"${name.replaceAll('-', String.raw`\-`)}"`)) ?? '';
};

for (const command of commands) {
  test(`${command.name}: help, man page and completion know the same options`, async (t) => {
    const help = await parseArgv([...command.name.split(' '), '--help'], 80);
    const helped = optionsIn(help.kind === 'help' ? help.text : '', /^ {2}(?:-\w, )?--([a-z-]+)/);
    const manned = optionsIn(manSection(usage(command)).replaceAll(String.raw`\-`, '-'), /^\.B (?:-\w, )?--([a-z-]+)/);
    const completed = await complete([...command.name.split(' '), '--'], async () => []);
    t.deepEqual(helped, ['help', ...command.options].toSorted());
    t.deepEqual(manned, helped);
    t.deepEqual(completed.map(({ word }) => word.slice(2)).toSorted(), helped);
  });

  test(`\`bulwark help ${command.name}\` is \`bulwark ${command.name} --help\``, async (t) =>
    t.deepEqual(
      await parseArgv(['help', ...command.name.split(' ')], 80),
      await parseArgv([...command.name.split(' '), '--help'], 80),
    ));
}

test('every command is completed, word by word, and so is help', async (t) => {
  const first = await complete([''], async () => []);
  t.deepEqual(
    first.map(({ word }) => word).toSorted(),
    [...new Set(['help', ...commands.map(({ name }) => name.split(' ')[0] ?? '')])].toSorted(),
  );
});
