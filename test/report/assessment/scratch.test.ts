import test from 'ava';
import fc from 'fast-check';

import { Scratch } from '../../../src/report/assessment/scratch.ts';

test('any pieces are encoded as Node encodes their text, one text after the other', (t) => {
  const scratch = new Scratch();
  const part = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.toWellFormed());
  fc.assert(
    fc.property(fc.array(part), (parts) => Buffer.concat(scratch.encoded(parts)).equals(Buffer.from(parts.join('')))),
    { seed: 6, numRuns: 300 },
  );
  t.is(Buffer.concat(scratch.encoded([])).length, 0);
});

test('characters of several bytes stay whole where a block of memory ends', (t) => {
  const scratch = new Scratch();
  for (const before of [0, 1, 2, 3]) {
    const text = `${'x'.repeat(65_533 + before)}\u{1f600}é${'証'.repeat(50_000)}`;
    t.true(Buffer.concat(scratch.encoded([text])).equals(Buffer.from(text)));
    t.true(Buffer.concat(scratch.encoded(text.match(/.{1,777}/gsu) ?? [])).equals(Buffer.from(text)));
  }
});

test('half of a pair is shown as what it is not', (t) => {
  t.is(Buffer.concat(new Scratch().encoded(['a\ud83d', 'b'])).toString(), 'a\ufffdb');
});
