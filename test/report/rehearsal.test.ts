import test from 'ava';

import { readKeptRehearsal, readRehearsal, rehearsalFaults } from '../../src/report/rehearsal.ts';

const connected = (host: string): string => JSON.stringify({ type: 'host-connected', host, took: 12 });
const lost = (host: string, reason: string): string =>
  JSON.stringify({ type: 'host-lost', host, reason, message: `${host}: ${reason}`, hint: null });
const mistake = JSON.stringify({
  type: 'diagnostic',
  severity: 'error',
  summary: 'unknown parameter `ensur`',
  hint: 'did you mean `ensure`?',
  file: 'a.yaml',
  line: 3,
  column: 5,
});

const judged = test.macro({
  title: (title) => title ?? '',
  exec: (t, lines: readonly string[], other: string, exit: number, expected: readonly string[]) => {
    const found = readRehearsal(lines.join('\n'), other, exit);
    t.deepEqual(readKeptRehearsal(`${JSON.stringify(found)}\n`), found);
    const faults = rehearsalFaults(found);
    t.deepEqual([...faults.lost.map(({ host, reason }) => `${host} ${reason}`), ...faults.said], expected);
  },
});

test('all hosts answered', judged, [connected('cp-1'), connected('cp-2')], '', 0, []);
test('drift is no fault', judged, [connected('cp-1')], '', 3, []);
test('a failed task is none', judged, [connected('cp-1')], '', 2, []);
test(
  'a host that is off is none, when another answers',
  judged,
  [connected('cp-1'), lost('cp-2', 'no-answer')],
  '',
  4,
  [],
);
test('no host answers', judged, [lost('cp-1', 'no-answer'), lost('cp-2', 'refused')], '', 4, [
  'cp-1 no-answer',
  'cp-2 refused',
]);
for (const reason of ['authentication', 'become', 'host-key', 'name-resolution'])
  test(
    `${reason} is a fault, whoever else answers`,
    judged,
    [connected('cp-1'), lost('cp-2', reason), lost('cp-3', 'no-answer')],
    '',
    4,
    [`cp-2 ${reason}`],
  );
test('login succeeds and sudo does not', judged, [connected('cp-1'), lost('cp-1', 'become')], '', 4, ['cp-1 become']);
test('a mistake in a file', judged, [mistake], '', 5, [
  'a.yaml:3:5  error  unknown parameter `ensur`',
  '  = did you mean `ensure`?',
]);
test('a mistake on the command line, which is no event', judged, [], 'error  x\nexit 5: bad input\n', 5, ['error  x']);
test('it did not start', judged, [], 'spawn ENOENT', 1, ['spawn ENOENT']);
test('it said nothing', judged, [], '', 5, ['it ended with exit 5']);
test('a line that was cut', judged, [connected('cp-1'), '{"type":"host-lo'], '', 0, []);

test('what was not kept by a rehearsal is none', (t) => {
  for (const text of [null, '', 'x', '{}', '{"exit":0}', '[]']) t.is(readKeptRehearsal(text), null);
});
