import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { masked } from '../support/masked.ts';
import { onTerminal } from '../support/pty.ts';
import { startScreen } from '../support/screen.ts';
import { bin } from '../support/bulwark.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulwark-pty-'));
test.before(() =>
  writeFileSync(join(folder, 'local.yaml'), 'all: { hosts: { here: { ansible_connection: local } } }\n'),
);
test.after.always(() => rmSync(folder, { recursive: true }));

/** What a program writes, to a terminal of util-linux' script(1) where `columns` is given, else to a pipe. */
function record(
  words: readonly string[],
  columns: number | null,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const line = [process.execPath, bin, ...words].map((word) => `'${word}'`).join(' ');
  const command =
    columns === null
      ? ['sh', '-c', `${line} 2>&1`]
      : ['script', '-qec', `stty cols ${columns} rows 24; exec ${line}`, '/dev/null'];
  const { promise, resolve } = Promise.withResolvers<string>();
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...rest } = process.env;
  const [program = '', ...operands] = command;
  const child = execFile(
    program,
    operands,
    { cwd: folder, env: { ...rest, TERM: 'xterm-256color', ...env } },
    (_error, stdout) => resolve(stdout),
  );
  child.stdin?.end();
  return promise;
}

const saying = (text: string, ...options: readonly string[]): readonly string[] => [
  'exec',
  'here',
  '-i',
  'local.yaml',
  ...options,
  '--',
  text,
];
const long = 'sleep 0.7; for i in $(seq 30); do echo "line $i"; done; echo wrong >&2; exit 3';

for (const columns of [80, 200]) {
  test(`what stands on a terminal of ${columns} columns at the end is the plain text`, async (t) => {
    const recording = await record(saying(long), columns);
    // oxlint-disable-next-line no-control-regex -- the live area was there
    t.regex(recording, /running {3}here[^]*\x1b\[3F\x1b\[K\x1b\[E\x1b\[0J\x1b\[F/);
    const screen = startScreen(columns, 'raw');
    await screen.write(recording);
    const plain = await record(saying(long, '--format', 'plain'), columns);
    t.is(masked(screen.text()), masked(plain.replaceAll('\r\n', '\n').trimEnd()));
    t.regex(screen.text(), /^failed {2}1 host of [^]*exit 3\n {2}line 1\n[^]*exit 2: a host failed$/);
  });
}

test('a live area is drawn at most ten times a second', async (t) => {
  const recording = await record(saying('sleep 1.5'), 80);
  const draws = recording.split('hosts done').length - 1;
  t.true(draws >= 5 && draws <= 22, `${draws} draws in about 1.7 s`);
});

const control = test.macro({
  exec: async (t, env: Readonly<Record<string, string>>, columns: number, wanted: RegExp | null) => {
    const recording = await record(saying('sleep 0.4; echo done'), columns, env);
    // oxlint-disable-next-line no-control-regex -- control sequences are what it looks for
    const found = [...new Set(recording.match(/\x1b\[[0-9;?]*[A-Za-z]/g))];
    t.deepEqual(
      found.filter((sequence) => wanted?.test(sequence) !== true),
      [],
    );
    t.is(found.length > 0, wanted !== null);
    t.regex(recording, /done/);
  },
  title: (_, env: Readonly<Record<string, string>>, columns: number) =>
    `on a terminal of ${columns} columns with ${JSON.stringify(env)}`,
});
test(control, {}, 80, /[EFJKm]$/);
test(control, { NO_COLOR: '1' }, 80, /[EFJK]$/);
test(control, { TERM: 'dumb' }, 80, null);
test(control, { CI: 'true' }, 80, null);
test(control, {}, 0, null);

test('a pattern that matches nothing is told without a file of ours', async (t) => {
  const text = await record(['exec', 'heer', '-i', 'local.yaml', '--', 'true'], null);
  t.regex(text, /^error {2}heer matches no host\. Near: here[^]*\nexit 5: nothing matched, no host was contacted\n$/);
});

test('a question that holds what a host said shows no control characters and no secret', async (t) => {
  writeFileSync(
    join(folder, 'asking.yaml'),
    `- hosts: all
  tasks:
    - shell: "printf 'a\\\\033[2Jb'"
      changed_when: false
      register: said
    - pause: { prompt: "really {{ said.stdout }} with xyzzy-plugh" }
`,
  );
  const words = "apply asking.yaml -i local.yaml --yes -e 'db_password=xyzzy-plugh'";
  const pty = onTerminal(`cd '${folder}' && exec '${process.execPath}' '${bin}' ${words}`, {
    columns: 100,
    env: { XDG_STATE_HOME: folder },
  });
  await pty.waitFor('really', 60_000);
  await pty.waitFor(': ');
  pty.type('\n');
  await pty.ended;
  const question = pty
    .screen()
    .split('\n')
    .find((line) => line.includes('really'));
  t.regex(question ?? '', /^really a\\x1b\[2Jb with ‹secret›: /);
});
