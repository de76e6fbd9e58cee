import test from 'ava';
import fc from 'fast-check';
import { markerReader } from '../../src/shell/markers.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

type Seen = { readonly words: readonly string[] } | { readonly bytes: Buffer };

function readInPieces(stream: Buffer, cuts: readonly number[]): readonly Seen[] {
  const seen: Seen[] = [];
  const read = markerReader(NONCE, {
    data(bytes) {
      const last = seen.at(-1);
      if (last !== undefined && 'bytes' in last) seen[seen.length - 1] = { bytes: Buffer.concat([last.bytes, bytes]) };
      else seen.push({ bytes });
    },
    marker: (words) => seen.push({ words }),
  });
  const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length].toSorted((a, b) => a - b);
  edges.slice(1).forEach((edge, index) => read(stream.subarray(edges[index], edge)));
  return seen;
}

test('markers are found wherever the stream is cut', (t) => {
  const pieces = fc.array(fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constant(Buffer.from(NONCE.slice(0, 20)))), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(), { maxLength: 60 }), (outputs, cuts) => {
      const stream = Buffer.concat(
        outputs.flatMap((bytes, index) => [Buffer.from(bytes), Buffer.from(`${NONCE}:c:1:${index}:0\n`)]),
      );
      const expected = outputs.flatMap((bytes, index) => [
        ...(bytes.length === 0 ? [] : [{ bytes: Buffer.from(bytes) }]),
        { words: ['c', '1', String(index), '0'] },
      ]);
      t.deepEqual(readInPieces(stream, cuts), expected);
    }),
  );
});

test('a marker that never ends is not held for ever', (t) => {
  let bytes = 0;
  const read = markerReader(NONCE, { data: (chunk) => (bytes += chunk.length), marker: () => t.fail() });
  const endless = Buffer.alloc(100_000, 'x');
  read(Buffer.from(`${NONCE}:`));
  for (let count = 0; count < 10; count++) read(endless);
  t.true(bytes > 990_000);
});

test('reading is linear: 100 MB in 64 KiB pieces take less than two seconds', (t) => {
  const read = markerReader(NONCE, { data: () => undefined, marker: () => undefined });
  const piece = Buffer.alloc(64 * 1024, NONCE.slice(0, 31));
  const start = performance.now();
  for (let count = 0; count < 1600; count++) read(piece);
  t.true(performance.now() - start < 2000);
});
