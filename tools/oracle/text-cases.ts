import * as fc from 'fast-check';

import type { TextCase } from '../../test/modules/support/edit-in-memory.ts';

const word = fc.constantFrom(
  'a',
  'b',
  'foo',
  'bar',
  'foo=1',
  '#foo=1',
  'x y',
  '',
  ' a',
  'é',
  'FOO',
  '1',
  'a.b',
  '\t',
  'αβ',
  '*',
  '$',
);
const end = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '\r');
const unixFile = fc.array(word, { maxLength: 6 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
const windowsFile = fc.array(word, { maxLength: 5 }).map((lines) => lines.map((line) => `${line}\r\n`).join(''));
const openFile = fc.tuple(unixFile, word).map(([text, last]) => text + last);
const oddFile = fc.array(fc.tuple(word, end), { maxLength: 5 }).map((lines) => lines.flat().join(''));
const marked = fc
  .tuple(unixFile, unixFile, unixFile, fc.boolean())
  .map(
    ([above, inside, below, isWhole]) =>
      `${above}# BEGIN ANSIBLE MANAGED BLOCK\n${inside}${isWhole ? '# END ANSIBLE MANAGED BLOCK\n' : ''}${below}`,
  );
const bytes = (text: string): string => Buffer.from(text).toString('latin1');
const latin = fc.constantFrom(
  'caf\u00e9\nfoo\n',
  '\u00ff\u00fe\n',
  'a\u0000b\nfoo\n',
  'foo\u0080bar=1\n\u00e2\u0082\n',
);
const content = fc.oneof(
  { weight: 5, arbitrary: unixFile.map(bytes) },
  { weight: 3, arbitrary: openFile.map(bytes) },
  { weight: 2, arbitrary: marked.map(bytes) },
  { weight: 1, arbitrary: windowsFile.map(bytes) },
  { weight: 1, arbitrary: oddFile.map(bytes) },
  { weight: 1, arbitrary: latin },
  { weight: 1, arbitrary: fc.constant(null) },
);

const piece = fc.constantFrom(
  'a',
  'b',
  'foo',
  '.',
  '\\s',
  '\\S',
  '\\w',
  '\\W',
  '\\d',
  '\\D',
  '[abc]',
  '[^a]',
  '[a-f]',
  '(a|b)',
  '(foo)',
  '(?P<n>o+)',
  '(?:x)',
  '=',
  '#',
  '\\b',
  '\\B',
  'é',
  '^',
  '$',
  '\\Z',
  '\\A',
  '(?=a)',
  '(?!a)',
  '(?<=o)',
  '(?<!f)',
  '\\1',
  '\\n',
  '\\r',
  '\\.',
  '\\*',
  '[[:alpha:]]',
  '\\x61',
  '\\u00e9',
  '[\\w-]',
  '[é]',
  ' ',
  '\\\\',
);
const times = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{1,2}', '{2}', '++', '{,1}');
const start = fc.constantFrom('', '', '', '^', '(?i)', '(?m)', '(?s)', '(?im)^', '(?a)', '(?x)');
const pattern = fc
  .tuple(
    start,
    fc.array(fc.tuple(piece, times), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '', '$', '|b', '\\s*$'),
  )
  .map(([head, body, tail]) => head + body.flat().join('') + tail);
const easy = fc.constantFrom(
  '^foo',
  'foo',
  '^a$',
  'b',
  '^#?foo=',
  'o',
  '^$',
  '(.*)=(.*)',
  'nothing',
  '(?i)FOO',
  '^(\\w+)',
  '.',
  'a|b',
  '\\s',
  'BEGIN',
);
const regexp = fc.oneof(easy, easy, pattern);
const line = fc.oneof(
  word,
  fc.constantFrom(
    'foo=2',
    'new',
    '\\1=x',
    '\\g<1>!',
    '\\g<n>',
    'a\\tb',
    'a\nb',
    'x\n',
    '\\\\1',
    '\\0',
    '\\x',
    '\\101',
    '\\.',
  ),
);
const flag = fc.boolean();
const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const place = fc.oneof(fc.constantFrom('BOF', 'EOF', ''), regexp);
const where = fc.oneof(
  fc.constant({}),
  place.map((insertafter) => ({ insertafter })),
  place.map((insertbefore) => ({ insertbefore })),
);
const mode = fc.constantFrom(undefined, undefined, undefined, '0600', '0644');
const told = (args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== false));

const lineinfile = fc
  .tuple(
    fc.record({
      line: option(line),
      create: flag,
      firstmatch: flag,
      mode,
      state: fc.constantFrom(undefined, undefined, 'absent'),
    }),
    fc.oneof(
      fc.constant({}),
      regexp.map((one) => ({ regexp: one })),
      word.map((one) => ({ search_string: one })),
      fc.tuple(regexp, flag).map(([one, backrefs]) => ({ regexp: one, backrefs })),
    ),
    where,
  )
  .map(([common, what, whereTo]) => ({ module: 'lineinfile', args: told({ ...common, ...what, ...whereTo }) }));
const blockinfile = fc
  .tuple(
    fc.record({
      block: option(fc.oneof(word, unixFile, openFile, oddFile)),
      marker: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        '# {mark}',
        '; {mark} é',
        'nomark',
        '{mark}{mark}',
        '# {mark}\n',
        '',
      ),
      marker_begin: fc.constantFrom(undefined, undefined, 'A'),
      marker_end: fc.constantFrom(undefined, undefined, 'Z'),
      append_newline: flag,
      prepend_newline: flag,
      create: flag,
      mode,
      state: fc.constantFrom(undefined, undefined, undefined, 'absent'),
    }),
    where,
  )
  .map(([common, whereTo]) => ({ module: 'blockinfile', args: told({ ...common, ...whereTo }) }));
const replace = fc
  .record({ regexp, replace: option(line), after: option(regexp), before: option(regexp), mode })
  .map((args) => ({ module: 'replace', args: told(args) }));

/** Small files, and edits that come near to what they hold. */
export const textCases = fc
  .tuple(fc.oneof(lineinfile, lineinfile, blockinfile, blockinfile, replace), content)
  .map(([task, before]): TextCase => ({ ...task, content: before }));
