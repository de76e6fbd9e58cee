import test from 'ava';

import { messageLines } from '../../src/render/message-text.ts';

test('equal messages are folded, and control sequences of a host never come through', (t) => {
  const lines = messageLines(
    [
      { host: 'cp-2', value: 'two\nlines' },
      { host: 'cp-1', value: 'two\nlines' },
      { host: 'worker-1', value: 'red \u001b[31m' },
    ],
    80,
  );
  t.deepEqual(lines, ['debug      cp-[1-2]  two', '             lines', String.raw`debug      worker-1  red \x1b[31m`]);
});
