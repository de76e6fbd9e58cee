import test from 'ava';

import type { Evidence } from '../../src/domain/assessment.ts';
import { evidenceLines } from '../../src/render/assessment/causes.ts';

/** On lines that are wide enough. */
const told = (evidence: Evidence): readonly string[] => evidenceLines(evidence, 1000).map((line) => line.trim());

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
  t.deepEqual(told({ ...about, live: suites.join(',') }), [
    'kubelet --tls-cipher-suites',
    `seen    ${suites.join(', ')}`,
    'wanted  nothing but A',
  ]);
  t.deepEqual(told({ ...about, live: 'A,B' }), ['kubelet --tls-cipher-suites is A,B, wanted nothing but A']);
});

test('lines of what a task says become one, and what controls a terminal stays visible', (t) => {
  t.deepEqual(
    told({
      ...about,
      what: 'sshd does not run',
      wanted: 'no sshd',
      live: 'ssh.service runs\nwaive it\u001b[1m\n',
    }),
    ['sshd does not run', 'seen    ssh.service runs; waive it\\x1b[1m', 'wanted  no sshd'],
  );
});

test('what is longer than anybody reads is cut, and says so', (t) => {
  const words = told({ ...about, live: 'x'.repeat(5000) }).join();
  t.true(words.length < 500);
  t.regex(words, /xxx\.\.\., wanted nothing but A$/);
});
