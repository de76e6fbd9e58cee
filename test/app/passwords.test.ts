import test from 'ava';

import { becomePassword, loginPassword, readPassword, vaultPassword } from '../../src/app/passwords.ts';
import type { PasswordChoice, PasswordPorts } from '../../src/app/passwords.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import { runProgram } from '../../src/store/run-program.ts';
import { memoryFiles } from '../support/memory-files.ts';

const none: PasswordChoice = { ask: false, file: null, command: null };
const ask = { ...none, ask: true };
const files = memoryFiles({ pw: 'from file\nand more\n', empty: '\n' });
const ports: PasswordPorts = {
  env: {},
  files,
  readPrivate: files.read,
  interactive: true,
  othersMay: () => ({ read: false, write: false }),
  askPassword: async () => new Secret('typed'),
  runProgram: async () => ({ code: 0, stdout: 'from command\nmore\n', stderr: '', problem: null }),
  secrets: createRedactor(),
};

const sources = test.macro({
  title: (title) => title ?? '',
  exec: async (
    t,
    given: PasswordChoice,
    configured: PasswordChoice,
    more: Partial<PasswordPorts>,
    expected: string | null,
  ) => {
    for (const kind of [becomePassword, loginPassword, vaultPassword]) {
      const env = Object.fromEntries(
        Object.entries(more.env ?? {}).map(([name, value]) => [name === 'IT' ? kind.variable : name, value]),
      );
      const password = await readPassword(kind, given, configured, { ...ports, ...more, env });
      t.is(password.ok ? (password.value?.reveal() ?? null) : password.diagnostics[0].code, expected);
    }
  },
});

test('nobody is asked when no password is wanted', sources, none, none, {}, null);
test('the terminal is asked when it is wanted', sources, ask, none, {}, 'typed');
test('the environment answers without a question', sources, ask, none, { env: { IT: 'env' } }, 'env');
test('an empty variable is no answer', sources, ask, none, { env: { IT: '' } }, 'typed');
test('a file gives its first line', sources, { ...none, file: 'pw' }, none, {}, 'from file');
test(
  'a file of the command line beats the environment',
  sources,
  { ...none, file: 'pw' },
  none,
  { env: { IT: 'e' } },
  'from file',
);
test('a command gives its first line', sources, { ...none, command: 'pass show x' }, none, {}, 'from command');
test('bulwark.yaml is the last source', sources, none, { ...none, command: ['pass', 'show'] }, {}, 'from command');
test('the environment beats bulwark.yaml', sources, none, { ...none, file: 'pw' }, { env: { IT: 'e' } }, 'e');
test('without a terminal there is an error', sources, ask, none, { interactive: false }, 'no-password');
test('no answer is an error', sources, ask, none, { askPassword: async () => null }, 'no-password');
test('a missing file is refused', sources, { ...none, file: 'nope' }, none, {}, 'password-file');
test('an empty file is refused', sources, { ...none, file: 'empty' }, none, {}, 'password-file');
test(
  'a file that others may read is refused',
  sources,
  { ...none, file: 'pw' },
  none,
  { othersMay: () => ({ read: true, write: false }) },
  'password-file',
);
test('a command with an open quote is refused', sources, { ...none, command: "pass 'x" }, none, {}, 'password-command');
test('an empty command is refused', sources, { ...none, command: ' ' }, none, {}, 'password-command');
test(
  'a program that is not there',
  sources,
  { ...none, command: '/no/such' },
  none,
  { runProgram },
  'password-command',
);
test('a program that fails', sources, { ...none, command: 'false' }, none, { runProgram }, 'password-command');
test('a program that says nothing', sources, { ...none, command: 'true' }, none, { runProgram }, 'password-command');

test('a command is split without a shell, and gets no other password', async (t) => {
  const env = { PATH: process.env['PATH'] ?? '', BULWARK_PASSWORD: 'other', SHOWN: 'yes' };
  const words = String.raw`sh -c 'printf "%s|%s|%s" "$1" "$SHOWN" "$BULWARK_PASSWORD"' x '$(id) "q" \'`;
  const password = await readPassword(becomePassword, { ...none, command: words }, none, { ...ports, env, runProgram });
  t.is(password.ok ? password.value?.reveal() : null, String.raw`$(id) "q" \|yes|`);
});

test('a password that was read is masked from then on', async (t) => {
  const secrets = createRedactor();
  await readPassword(becomePassword, { ...none, file: 'pw' }, none, { ...ports, secrets });
  t.is(secrets.mask('it is from file!'), 'it is ‹secret›!');
});
