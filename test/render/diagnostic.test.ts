import test from 'ava';
import fc from 'fast-check';

import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { cells } from '../../src/render/columns.ts';
import { renderDiagnostics } from '../../src/render/diagnostic.ts';

interface Place {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
  readonly length?: number;
}

const at = ({ file = 'f.yaml', line, column, length = 1 }: Place): Pick<Diagnostic, 'range'> => ({
  range: { file, start: { line, column }, end: { line, column: column + length } },
});

const error = (summary: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  code: 'c',
  summary,
  ...more,
});

const rows: readonly (readonly [
  what: string,
  diagnostic: Diagnostic,
  text: string | undefined,
  shown: readonly string[],
])[] = [
  [
    'a mistake with a label',
    error('unknown parameter `ensur` of args_file', {
      ...at({ line: 2, column: 5, length: 5 }),
      label: 'did you mean `ensure`?',
    }),
    '- args_file:\n    ensur: { x: y }\n',
    [
      'f.yaml:2:5  error  unknown parameter `ensur` of args_file',
      '   1 | - args_file:',
      '   2 |     ensur: { x: y }',
      '     |     ^^^^^  did you mean `ensure`?',
    ],
  ],
  [
    'a mistake with detail and hint',
    error('no', { ...at({ line: 1, column: 1 }), detail: 'first\nsecond', hint: 'do this' }),
    'a',
    ['f.yaml:1:1  error  no', '   1 | a', '     | ^', '     = first', '       second', '     = do this'],
  ],
  [
    'a mistake without a place',
    error('-l worker-9 matches no host'),
    undefined,
    ['error  -l worker-9 matches no host'],
  ],
  [
    'a file that is not at hand',
    error('no', { ...at({ line: 3, column: 2 }), label: 'here' }),
    undefined,
    ['f.yaml:3:2  error  no', '     = here'],
  ],
  ['a line that is not there any more', error('no', at({ line: 9, column: 2 })), 'a\n', ['f.yaml:9:2  error  no']],
  [
    'an empty file',
    error('no', at({ line: 1, column: 1, length: 0 })),
    '',
    ['f.yaml:1:1  error  no', '   1 |', '     | ^'],
  ],
  [
    'the end of a line',
    error('no', at({ line: 1, column: 3, length: 0 })),
    'ab',
    ['f.yaml:1:3  error  no', '   1 | ab', '     |   ^'],
  ],
  [
    'a blank line before',
    error('no', at({ line: 2, column: 1 })),
    '\nab',
    ['f.yaml:2:1  error  no', '   2 | ab', '     | ^'],
  ],
  [
    'tabs',
    error('no', at({ line: 1, column: 4 })),
    'a\t\tb',
    ['f.yaml:1:4  error  no', '   1 | a       b', '     |         ^'],
  ],
  [
    'wide characters',
    error('no', at({ line: 1, column: 4, length: 2 })),
    '日é😀語x',
    ['f.yaml:1:4  error  no', '   1 | 日é😀語x', '     |      ^^^'],
  ],
  [
    'combining marks',
    error('no', at({ line: 1, column: 3 })),
    'e\u0301x',
    ['f.yaml:1:3  error  no', '   1 | e\u0301x', '     |  ^'],
  ],
  [
    'control characters',
    error('no\u001b[2J', at({ line: 1, column: 2 })),
    'a\u001bb\u202ec',
    ['f.yaml:1:2  error  no\\u{1b}[2J', '   1 | a\\u{1b}b\\u{202e}c', '     |  ^^^^^^'],
  ],
  [
    'line ends of Windows and a byte order mark',
    error('no', at({ line: 2, column: 1 })),
    '\uFEFFa\r\nb\r\n',
    ['f.yaml:2:1  error  no', '   1 | a', '   2 | b', '     | ^'],
  ],
  [
    'a range over lines',
    error('no', { range: { file: 'f.yaml', start: { line: 1, column: 2 }, end: { line: 2, column: 1 } } }),
    'abc\nd',
    ['f.yaml:1:2  error  no', '   1 | abc', '     |  ^^'],
  ],
  [
    'a long line',
    error('no', at({ line: 1, column: 151, length: 3 })),
    `${'x'.repeat(150)}abc${'y'.repeat(150)}`,
    ['f.yaml:1:151  error  no', `   1 | …${'x'.repeat(23)}abc${'y'.repeat(45)}…`, `     | ${' '.repeat(24)}^^^`],
  ],
  [
    'a long label',
    error('no', { ...at({ line: 1, column: 60 }), label: 'this label is far too long to stand beside its caret' }),
    'x'.repeat(70),
    [
      'f.yaml:1:60  error  no',
      `   1 | ${'x'.repeat(70)}`,
      `     | ${' '.repeat(59)}^`,
      '     | this label is far too long to stand beside its caret',
    ],
  ],
  [
    'a long summary',
    error('word '.repeat(20).trim(), at({ line: 1, column: 1 })),
    'a',
    [
      'f.yaml:1:1  error  word word word word word word word word word word word word',
      '  word word word word word word word word',
      '   1 | a',
      '     | ^',
    ],
  ],
];

for (const [what, diagnostic, text, shown] of rows) {
  test(`${what} is shown with the caret in its place`, (t) => {
    t.deepEqual(
      renderDiagnostics([diagnostic], () => text, 80)
        .split('\n')
        .slice(0, -1),
      shown,
    );
  });
}

test('the gutter grows with the line number', (t) => {
  const text = '\n'.repeat(12_344) + 'ab';
  t.is(
    renderDiagnostics([error('no', at({ line: 12_345, column: 2 }))], () => text, 80),
    'f.yaml:12345:2  error  no\n  12345 | ab\n        |  ^\n',
  );
});

test('diagnostics are sorted by file, line and column, after those without a place', (t) => {
  const found = [
    error('4', at({ file: 'b', line: 1, column: 1 })),
    error('3', at({ file: 'a', line: 10, column: 1 })),
    error('2', at({ file: 'a', line: 9, column: 2 })),
    error('1', at({ file: 'a', line: 9, column: 1 })),
    error('0'),
  ];
  const summaries = renderDiagnostics(found, () => undefined, 80)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.at(-1));
  t.deepEqual(summaries, ['0', '1', '2', '3', '4']);
});

const text = fc
  .array(fc.constantFrom('a', 'word ', '日', '😀', '\t', '\u001b', '\u0301', '\n', ' ', '"'), { maxLength: 200 })
  .map((parts) => parts.join(''));

test('whatever it says and wherever it is, every line fits the width and hides nothing', (t) => {
  const place = fc.record({
    file: text,
    line: fc.integer({ min: 1, max: 4 }),
    column: fc.integer({ min: 1, max: 250 }),
    length: fc.nat(300),
  });
  fc.assert(
    fc.property(text, text, text, place, fc.constantFrom(0, 80, 100, 200), (source, words, label, where, width) => {
      const shown = renderDiagnostics([error(words, { ...at(where), label, hint: words })], () => source, width);
      const lines = shown.split('\n');
      // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
      return lines.every((line) => cells(line) <= Math.max(80, width)) && !/[\x00-\x08\x0b-\x1f]/.test(shown);
    }),
    { numRuns: 500 },
  );
  t.pass();
});
