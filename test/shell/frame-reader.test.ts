import test from 'ava';
import { frameReader } from '../../src/shell/frame-reader.ts';

test('what goes beyond the cap is dropped and said to be', (t) => {
  const reader = frameReader(1, 3, () => undefined, 10);
  reader.stdout.data(Buffer.from('a child of the frame before'));
  reader.stdout.marker(['b', '1']);
  reader.stdout.data(Buffer.from('123456'));
  reader.stdout.data(Buffer.from('789abcdef'));
  reader.stdout.marker(['c', '1', '0', '0']);
  reader.stdout.data(Buffer.from('1234567890'));
  reader.stdout.marker(['c', '1', '1', '0']);
  for (const index of ['0', '1']) reader.stderr.marker(['c', '1', index, '0']);
  t.deepEqual(reader.outputs(), [
    { code: 0, stdout: Buffer.from('123456789a'), stderr: Buffer.alloc(0), truncated: true },
    { code: 0, stdout: Buffer.from('1234567890'), stderr: Buffer.alloc(0) },
  ]);
});

test('a command counts as answered when both streams have its end', (t) => {
  const reader = frameReader(1, 1000, () => undefined);
  reader.stdout.marker(['c', '1', '0', '0']);
  t.deepEqual(reader.outputs(), []);
  reader.stderr.marker(['c', '1', '0', '0']);
  t.is(reader.outputs().length, 1);
});

test('markers of another frame are passed over', (t) => {
  const reader = frameReader(2, 1, () => t.fail());
  reader.stdout.marker(['t', '1']);
  reader.stdout.marker(['c', '1', '0', '0']);
  t.false(reader.hasEnded('trailer'));
  t.deepEqual(reader.outputs(), []);
});

test('a skipped command has no code', (t) => {
  const reader = frameReader(1, 1000, () => undefined);
  for (const stream of [reader.stdout, reader.stderr]) stream.marker(['c', '1', '0', '-']);
  t.is(reader.outputs()[0]?.code, null);
});

test('a host that invents answers fills no memory', (t) => {
  const reader = frameReader(1, 2, () => undefined);
  reader.stdout.marker(['b', '1']);
  for (let index = 0; index < 10_000; index += 1) {
    reader.stdout.data(Buffer.alloc(1024, 'x'));
    reader.stdout.marker(['c', '1', String(index), '0']);
    reader.stderr.marker(['c', '1', String(index), '0']);
  }
  t.is(reader.outputs().length, 2);
  t.is(Buffer.concat(reader.outputs().map(({ stdout }) => stdout)).length, 2048);
});

test('an exit code that is none ends no command', (t) => {
  const reader = frameReader(1, 1, () => undefined);
  reader.stdout.marker(['b', '1']);
  reader.stdout.marker(['c', '1', '0', 'NaN']);
  reader.stderr.marker(['c', '1', '0', 'NaN']);
  t.deepEqual(reader.outputs(), []);
});
