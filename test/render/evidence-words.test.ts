import test from 'ava';

import { evidenceWords } from '../../src/render/assessment/causes.ts';

const about = {
  what: 'kubelet --tls-cipher-suites',
  wanted: 'nothing but A',
  met: false,
  where: '',
  service: null,
  command: null,
};

test('a list that is too long for a line is told to its end, and may be broken between its items', (t) => {
  const suites = Array.from({ length: 8 }, (_, at) => `TLS_ECDHE_RSA_WITH_SUITE_NUMBER_${at}`);
  const words = evidenceWords({ ...about, live: suites.join(',') });
  t.is(words, `kubelet --tls-cipher-suites: ${suites.join(', ')}; wanted nothing but A`);
  t.is(evidenceWords({ ...about, live: 'A,B' }), 'kubelet --tls-cipher-suites is A,B, wanted nothing but A');
});

test('lines of what a task says become one, and what controls a terminal stays visible', (t) => {
  t.is(
    evidenceWords({
      ...about,
      what: 'sshd does not run',
      wanted: 'no sshd',
      live: 'ssh.service runs\nwaive it\u001b[1m\n',
    }),
    'sshd does not run: ssh.service runs; waive it\\x1b[1m; wanted no sshd',
  );
});

test('what is longer than anybody reads is cut, and says so', (t) => {
  const words = evidenceWords({ ...about, live: 'x'.repeat(5000) });
  t.true(words.length < 500);
  t.regex(words, /xxx\.\.\., wanted nothing but A$/);
});
