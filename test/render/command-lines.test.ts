import { execFileSync } from 'node:child_process';

import test from 'ava';
import fc from 'fast-check';

import { cells } from '../../src/render/columns.ts';
import { commandLines } from '../../src/render/command-lines.ts';
import { quote } from '../../src/shell/quote.ts';

const word = fc
  .oneof(fc.stringMatching(/^[\w./=-]{1,12}$/), fc.string({ maxLength: 12 }))
  .filter((text) => !text.includes('\0') && !text.includes('\n'));

test('a command on several lines is still the same command for a shell', (t) => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.integer({ min: 20, max: 80 }), (words, width) => {
      const command = ['printf', '%s\\0', ...words]
        .map((text) => (/^[\w./=-]+$/.test(text) ? text : quote(text)))
        .join(' ');
      const said = execFileSync('sh', ['-c', commandLines(command, width).join('\n')], { encoding: 'utf8' });
      t.is(said, execFileSync('sh', ['-c', command], { encoding: 'utf8' }));
    }),
    { numRuns: 40 },
  );
});

test('no line is wider than the room, unless a single option is', (t) => {
  const lines = commandLines('bulwark apply site.yaml -i inventory/production.yaml -l cp-[1-3] -t audit,kubelet', 40);
  t.deepEqual(lines, [
    'bulwark apply site.yaml \\',
    '  -i inventory/production.yaml \\',
    '  -l cp-[1-3] -t audit,kubelet',
  ]);
  t.true(lines.every((line) => cells(line) <= 40));
});
