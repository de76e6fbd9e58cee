import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { parseArgv } from '../../src/cli/parse-argv.ts';
import { shellWords } from '../../src/app/shell-words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** Lines of code blocks that start with `bulwark`, without what stands behind two blanks or a redirection. */
const commands = pages.flatMap((page) =>
  [...readFileSync(`${root}${page}`, 'utf8').matchAll(/^ *```(?:\w+)?\n(.*?)^ *```/gms)]
    .flatMap(([, block = '']) => block.split('\n'))
    .flatMap((line) => /^(?:\$ )?bulwark +(.*)$/.exec(line.trim())?.[1] ?? [])
    .map((line) => ({ page, line: line.replace(/ {2}.*$| [>|] .*$/, '') })),
);

test('there are commands in the documents', (t) => t.true(commands.length > 30, String(commands.length)));

const distinct = new Map(commands.map((command) => [`${command.page} ${command.line}`, command])).values();
for (const { page, line } of distinct)
  test(`${page}: bulwark ${line}`, async (t) => {
    const asked = await parseArgv(shellWords(line) ?? [], 80);
    t.not(asked.kind, 'refused', asked.kind === 'refused' ? JSON.stringify(asked.diagnostics) : '');
  });
