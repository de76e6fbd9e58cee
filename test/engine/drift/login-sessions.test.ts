import test from 'ava';

import { loginLines, readLogins } from '../../../src/engine/drift/login-sessions.ts';
import { readTagged } from '../../../src/engine/drift/tagged-lines.ts';

const read = (...lines: readonly string[]): ReturnType<typeof readLogins> => readLogins(readTagged(lines.join('\n')));
const begins = 'journal 1795200000.5 cp-1 systemd-journald[27]: Journal started';

test('a session begins and ends with the process of sshd that served it', (t) => {
  const record = read(
    begins,
    'login 1795289907.537655 cp-1 sshd[13]: Accepted publickey for bob from 10.20.0.7 port 58606 ssh2: ED25519 SHA256:eN',
    'login 1795289907.539257 cp-1 sshd[13]: pam_unix(sshd:session): session opened for user bob(uid=1000) by (uid=0)',
    'login 1795289908.000000 cp-1 sshd-session[14]: Accepted password for eve from fe80::1 port 2 ssh2',
    'login 1795289910.699664 cp-1 sshd[13]: pam_unix(sshd:session): session closed for user bob',
  );
  t.deepEqual(record, {
    from: 1795200000500,
    sessions: [
      { user: 'bob', from: '10.20.0.7', at: 1795289907537, until: 1795289910699 },
      { user: 'eve', from: 'fe80::1', at: 1795289908000, until: null },
    ],
  });
});

test('a login at the console has no address', (t) => {
  const record = read(
    begins,
    'login 1795289907.5 cp-1 login[99]: pam_unix(login:session): session opened for user root(uid=0) by LOGIN(uid=0)',
  );
  t.deepEqual(record?.sessions, [{ user: 'root', from: 'console', at: 1795289907500, until: null }]);
});

test('a name that a stranger made up to look like a login is none', (t) => {
  const record = read(
    begins,
    'login 1795289907.5 cp-1 sshd[13]: Failed password for invalid user Accepted publickey for bob from 10.0.0.1 port 5 ssh2',
    'login 1795289907.6 cp-1 sshd[13]: Invalid user x: Accepted publickey for bob from 10.0.0.1 port 1 from 10.9.9.9',
  );
  t.deepEqual(record?.sessions, []);
});

test('terminals that only `last` remembers are added, and none twice', (t) => {
  const record = read(
    'journal 1795289900.0 cp-1 systemd-journald[27]: Journal started',
    'login 1795289907.5 cp-1 sshd[13]: Accepted publickey for bob from 10.20.0.7 port 58606 ssh2: ED25519 SHA256:eN',
    'wtmp bob      pts/0        10.20.0.7        2026-11-21T19:38:28+00:00   still logged in',
    'wtmp alice    pts/1        10.20.0.9        2026-11-20T08:00:00+00:00 - 2026-11-20T09:30:00+00:00  (01:30)',
    'wtmp root     tty1                          2026-11-20T07:00:00+00:00 - crash  (01:30)',
    'wtmp reboot   system boot  6.18.44          2026-11-20T06:00:00+00:00   still running',
    'wtmp ',
    'wtmp wtmp begins 2026-11-01T00:00:00+00:00',
  );
  t.is(record?.from, Date.parse('2026-11-01T00:00:00Z'));
  t.deepEqual(
    record?.sessions.map(({ user, from, until }) => [user, from, until]),
    [
      ['root', 'tty1', null],
      ['alice', '10.20.0.9', Date.parse('2026-11-20T09:30:00Z')],
      ['bob', '10.20.0.7', null],
    ],
  );
});

test('a host without journal and wtmp has no record, which is not a record of nobody', (t) => {
  t.is(read(), null);
  t.is(read('journal ', 'wtmp '), null);
  t.deepEqual(read(begins)?.sessions, []);
});

test('where more logins are on record than are asked for, the record begins with the first of them', (t) => {
  const many = Array.from(
    { length: loginLines },
    (_, n) => `login ${1795300000 + n}.5 cp-1 sshd[${n}]: Accepted publickey for bob from 10.20.0.7 port 1 ssh2`,
  );
  t.is(read(begins, ...many)?.from, 1795300000500);
});
