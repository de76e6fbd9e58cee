import test from 'ava';
import fc from 'fast-check';

import type { SourceRange } from '../../src/domain/diagnostic.ts';
import type { YamlScalar } from '../../src/domain/yaml-node.ts';
import { parseYaml } from '../../src/source/parse-yaml.ts';

/** `mark` is looked for in the value, `found` is what stands in the file at the place that `locate` gives. */
const rows: readonly (readonly [style: string, text: string, mark: string, found: string])[] = [
  ['plain', 'a {{ x }} b', '{{ x }}', '{{ x }}'],
  ['plain, over lines', 'one\n  two\n\n  three', 'three', 'three'],
  ['plain, across a fold', 'one\n  two', 'e t', 'e\n  t'],
  ['plain, after wide characters', '日😀 x', 'x', 'x'],
  ['single-quoted', "'it''s x'", 'x', 'x'],
  ['a quote in single quotes', "'it''s x'", "'", "''"],
  ['single-quoted, over lines', "'one\n\n  it''s x'", 's x', 's x'],
  ['double-quoted', '"a\\tb\\u00e9c x"', 'c x', 'c x'],
  ['an escape in double quotes', '"a\\u00e9b"', 'é', '\\u00e9'],
  ['an escape of two units', '"a\\U0001F600b"', '😀', '\\U0001F600'],
  ['double-quoted with an escaped line break', '"one\\\n  two"', 'two', 'two'],
  ['double-quoted, over lines', '"one\n  two  \n\n  three"', 'three', 'three'],
  ['literal', '|\n  one\n   two\n  x\n', 'x', 'x'],
  ['literal, deeper than the first line', '|\n  one\n    two\n', '  two', '  two'],
  ['literal with empty lines', '|\n\n  one\n\n\n  two\n', 'two', 'two'],
  ['literal with an indicator', '|2\n    one\n  two\n', 'two', 'two'],
  ['literal with a comment', '|-  # why\n  one x', 'x', 'x'],
  ['literal with line ends of Windows', '|\r\n  one\r\n  two\r\n', 'two', 'two'],
  ['folded', '>\n  one\n  two\n\n  three\n', 'three', 'three'],
  ['folded, with a deeper line', '>\n  one\n    two\n  three\n', 'three', 'three'],
  ['folded and kept', '>+\n  one\n  two\n\n', 'two', 'two'],
];

for (const [style, text, mark, found] of rows) {
  test(`a place in a value is found in the file: ${style}`, (t) => {
    const { file, scalar } = read(text);
    const offset = (typeof scalar.value === 'string' ? scalar.value : '').indexOf(mark);
    t.true(offset >= 0);
    t.is(textAt(file, scalar.locate(offset, mark.length)), found);
  });
}

test('past the end of a value is the end of its text', (t) => {
  const { scalar } = read('"abc"');
  t.deepEqual(scalar.locate(3).start, { line: 1, column: 8 });
});

test('an empty value has a place', (t) => {
  t.deepEqual(read('""').scalar.locate(0).start.line, 1);
});

const units = fc
  .array(fc.constantFrom('a', 'é', '😀', ' ', "'", '"', '\\', '\n', '\t', ':', '#', '{', '\u2028'), { maxLength: 12 })
  .map((parts) => parts.join(''));

test('every character of a double-quoted text is found where it is escaped', (t) => {
  fc.assert(
    fc.property(units, (value) =>
      everyUnitIsFound(`${JSON.stringify(value)}`, value, (found) => JSON.parse(`"${found}"`)),
    ),
    { numRuns: 500 },
  );
  t.pass();
});

test('every character of a single-quoted text is found', (t) => {
  const oneLine = units.map((value) => value.replaceAll('\n', ''));
  const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  fc.assert(
    fc.property(oneLine, (value) => everyUnitIsFound(quoted(value), value, (found) => found.replace("''", "'"))),
    { numRuns: 500 },
  );
  t.pass();
});

test('every character of a literal text is found', (t) => {
  const literal = (value: string): string =>
    `|+\n${`.${value}`
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')}\n`;
  fc.assert(
    fc.property(units, (value) => everyUnitIsFound(literal(value), `.${value}`, (found) => found)),
    { numRuns: 500 },
  );
  t.pass();
});

function everyUnitIsFound(text: string, value: string, decode: (found: string) => string): boolean {
  const { file, scalar } = read(text);
  let offset = 0;
  for (const point of value) {
    const found = decode(textAt(file, scalar.locate(offset, point.length)));
    if (found !== point) return false;
    offset += point.length;
  }
  return true;
}

function read(text: string): { file: string; scalar: YamlScalar } {
  const file = `k: ${text}`;
  const parsed = parseYaml('f.yaml', file);
  const value = parsed.ok && parsed.value?.kind === 'map' ? parsed.value.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar') throw new Error(JSON.stringify(parsed));
  return { file, scalar: value };
}

function textAt(file: string, { start, end }: SourceRange): string {
  const lines = file.split('\n').map((line) => [...line]);
  if (start.line === end.line) return (lines[start.line - 1] ?? []).slice(start.column - 1, end.column - 1).join('');
  const between = lines.slice(start.line, end.line - 1).map((line) => line.join(''));
  const first = (lines[start.line - 1] ?? []).slice(start.column - 1).join('');
  return [first, ...between, (lines[end.line - 1] ?? []).slice(0, end.column - 1).join('')].join('\n');
}
