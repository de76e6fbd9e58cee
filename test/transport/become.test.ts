import test from 'ava';
import { doasError } from '../../src/transport/doas.ts';
import { sudoError } from '../../src/transport/sudo.ts';

const tells = test.macro({
  exec(t, said: string, code: number | null, message: RegExp) {
    const error = sudoError(
      { host: 'h', login: 'ann', user: 'root', gavePassword: false },
      { code, cause: undefined },
      said,
    );
    t.is(error.reason, 'become');
    t.regex(error.message, message);
    t.truthy(error.hint);
  },
  title: (title) => `sudo's refusals are told apart: ${title}`,
});
// The words are those of sudo 1.8.31 (Ubuntu 20.04), 1.9.9 (22.04), 1.9.13 (Debian 12) and 1.9.15 (24.04) in the C locale.
test(
  'a password is wanted',
  tells,
  'sudo: a password is required\n',
  1,
  /wants a password for ann, and none was given/,
);
test(
  'a wrong password',
  tells,
  'Sorry, try again.\nsudo: no password was provided\nsudo: 1 incorrect password attempt\n',
  1,
  /refused the become password of ann/,
);
test('not in sudoers', tells, 'ann is not in the sudoers file.\n', 1, /does not allow ann to become root/);
test(
  'not allowed',
  tells,
  "Sorry, user ann is not allowed to execute '/bin/sh -c x' as root on h.\n",
  1,
  /does not allow ann/,
);
test('may not run', tells, 'Sorry, user ann may not run sudo on h.\n', 1, /does not allow ann/);
test('requiretty', tells, 'sudo: sorry, you must have a tty to run sudo\n', 1, /wants a terminal/);
test('unknown user', tells, 'sudo: unknown user: root\n', 1, /no user root/);
test('unknown user, older', tells, 'sudo: unknown user root\n', 1, /no user root/);
test('not installed, coreutils', tells, "env: 'sudo': No such file or directory\n", 127, /not installed/);
test('not installed, busybox', tells, "env: can't execute 'sudo': No such file or directory\n", 127, /not installed/);
test(
  'something else, with its last words',
  tells,
  'a\nb\nc\nsudo: account validation failure\n',
  1,
  /ended with code 1 .*b \/ c \/ sudo: account validation failure/,
);
test('no words at all', tells, '', null, /was cut off before the first command ran$/);

const doasTells = test.macro({
  exec(t, said: string, code: number | null, message: RegExp) {
    const about = { host: 'h', login: 'ann', user: 'root', gavePassword: true };
    const error = doasError(about, { code, cause: undefined }, said);
    t.is(error.reason, 'become');
    t.regex(error.message, message);
    t.truthy(error.hint);
  },
  title: (title) => `doas' refusals are told apart: ${title}`,
});
test('a password is wanted', doasTells, 'doas: Authorization required\n', 1, /for ann and takes none from Bulwark/);
test('not allowed', doasTells, 'doas: Operation not permitted\n', 1, /does not allow ann to become root/);
test('unknown user', doasTells, 'doas: unknown user\n', 1, /no user root/);
test('no rules', doasTells, 'doas: doas is not enabled, /etc/doas.conf: No such file\n', 1, /cannot use .*doas\.conf/);
test('not installed', doasTells, 'sh: 1: doas: not found\n', 127, /not installed/);
test('something else', doasTells, 'doas: pam died\n', 1, /ended with code 1 .*pam died/);

test('a connection that was cut is lost, and no refusal, unless the program said why', (t) => {
  const about = { host: 'h', login: 'ann', user: 'root', gavePassword: false };
  const cut = { code: null, cause: 'the connection ended' };
  for (const error of [sudoError(about, cut, ''), doasError(about, cut, '')]) t.is(error.reason, 'lost');
  t.is(sudoError(about, cut, 'sudo: a password is required\n').reason, 'become');
  t.is(doasError(about, cut, 'doas: Operation not permitted\n').reason, 'become');
});
