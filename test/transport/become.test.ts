import test from 'ava';
import { sudoError } from '../../src/transport/become.ts';

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
