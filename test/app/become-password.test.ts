import test from 'ava';

import { readBecomePassword } from '../../src/app/become-password.ts';
import { Secret } from '../../src/domain/secret.ts';
import { memoryFiles } from '../support/memory-files.ts';

const ports = {
  env: {},
  files: memoryFiles({ pw: 'from file\n' }),
  interactive: true,
  othersMay: () => ({ read: false, write: false }),
  askPassword: async () => new Secret('typed'),
};
const asked = { askBecomePassword: true, becomePasswordFile: null };
const shown = async (...args: Parameters<typeof readBecomePassword>) => {
  const password = await readBecomePassword(...args);
  return password.ok ? (password.value?.reveal() ?? null) : password.diagnostics[0].code;
};

test('nobody is asked when it is not wanted', async (t) =>
  t.is(await shown({ ...asked, askBecomePassword: false }, ports), null));
test('-K asks', async (t) => t.is(await shown(asked, ports), 'typed'));
test('the environment answers for -K', async (t) =>
  t.is(await shown(asked, { ...ports, env: { BULWARK_BECOME_PASSWORD: 'env' } }), 'env'));
test('without a terminal -K is refused', async (t) =>
  t.is(await shown(asked, { ...ports, interactive: false }), 'become-password'));
test('an empty answer is refused', async (t) =>
  t.is(await shown(asked, { ...ports, askPassword: async () => null }), 'become-password'));
test('a file is read without its last line feed', async (t) =>
  t.is(await shown({ ...asked, becomePasswordFile: 'pw' }, ports), 'from file'));
test('a file that others can read is refused', async (t) =>
  t.is(
    await shown({ ...asked, becomePasswordFile: 'pw' }, { ...ports, othersMay: () => ({ read: true, write: false }) }),
    'become-password-file',
  ));
test('a missing file is refused', async (t) =>
  t.is(await shown({ ...asked, becomePasswordFile: 'nope' }, ports), 'become-password-file'));
