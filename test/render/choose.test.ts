import test from 'ava';

import { chooseFormat } from '../../src/render/choose.ts';
import type { Format, Surroundings } from '../../src/render/choose.ts';

const terminal: Surroundings = { isTerminal: true, columns: 120, env: { TERM: 'xterm' } };

const chooses = test.macro(
  (t, asked: Format | null, around: Surroundings, format: Format, colour: boolean, width: number) => {
    t.deepEqual(chooseFormat(asked, around), { format, colour, width });
  },
);

test('a terminal gets colour and a live area', chooses, null, terminal, 'tty', true, 120);
test('a pipe gets plain text', chooses, null, { ...terminal, isTerminal: false }, 'plain', false, 80);
test('CI gets plain text', chooses, null, { ...terminal, env: { TERM: 'xterm', CI: 'true' } }, 'plain', false, 120);
test('a dumb terminal gets plain text', chooses, null, { ...terminal, env: { TERM: 'dumb' } }, 'plain', false, 120);
test('a terminal without a kind gets plain text', chooses, null, { ...terminal, env: {} }, 'plain', false, 120);
test(
  'a terminal without a width gets plain text of 80 columns',
  chooses,
  null,
  { ...terminal, columns: 0 },
  'plain',
  false,
  80,
);
test(
  'NO_COLOR takes the colour away',
  chooses,
  null,
  { ...terminal, env: { TERM: 'xterm', NO_COLOR: '1' } },
  'tty',
  false,
  120,
);
test(
  'an empty NO_COLOR says nothing',
  chooses,
  null,
  { ...terminal, env: { TERM: 'xterm', NO_COLOR: '' } },
  'tty',
  true,
  120,
);
test('--format wins', chooses, 'tty', { ...terminal, isTerminal: false }, 'tty', true, 80);
test('--format jsonl has no colour', chooses, 'jsonl', terminal, 'jsonl', false, 120);
