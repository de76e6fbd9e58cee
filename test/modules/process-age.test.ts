import test from 'ava';
import { readAges } from '../../src/modules/process-age/read-age.ts';
import { watchAge } from '../../src/modules/process-age/watch-age.ts';
import type { BoundModule } from '../../src/domain/bound.ts';

/** A process of this many ticks after the boot, with a name that tries to pass for fields. */
const stat = (ticks: number, name = 'a) S 1 (b'): string =>
  `7 (${name}) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 ${String(ticks)} 1 1`;

const said = (about: { main?: string; now?: string; state?: string; files?: readonly string[] }): string =>
  [
    'MainPID=7',
    `StateChangeTimestamp=${about.state ?? ''}`,
    `Main=${about.main ?? stat(1000)}`,
    `Self=${stat(3000, 'cat')}`,
    `Now=${about.now ?? '1795305620.500000000'}`,
    ...(about.files ?? []).map((file) => `File=${file}`),
  ].join('\n');

// 1795305600 is 2026-11-22 00:00:00 UTC; the process began 20 s before now, at 00:00:00.5.
const at = (time: string, path = '/etc/app.conf', raw = '81a4'): string => `${raw} 2026-11-22 ${time} +0000 ${path}`;

const bound = (module: string): BoundModule => ({
  module,
  query: { files: [{ path: '/etc/app.conf', want: 'hash', follow: false }], reads: [] },
  claims: [],
  answer: () => {
    throw new Error('not asked');
  },
});

const found = (text: string, by: 'restarted' | 'reloaded' = 'restarted', module = 'copy'): string | null => {
  const [evidence] = watchAge(bound(module), [{ unit: 'app.service', by }]).evidence ?? [];
  const change = evidence?.read({ stdout: Buffer.from(text), stderr: Buffer.alloc(0), code: 0, truncated: false });
  return change?.diff.entries.map(({ before }) => String(before)).join() ?? null;
};

const older = 'older than /etc/app.conf';
const tells = test.macro((t, text: string, expected: string | null, by: 'restarted' | 'reloaded' = 'restarted') =>
  t.is(found(text, by), expected),
);

test('a file that was changed before the process began', tells, said({ files: [at('00:00:00.400000000')] }), null);
test('a file that was changed after it', tells, said({ files: [at('00:00:00.520000001')] }), older);
test('a file that was changed in the same tick', tells, said({ files: [at('00:00:00.505000000')] }), null);
test('a file that is changed now', tells, said({ files: [at('00:00:20.500000000')] }), older);
test('a file of the future', tells, said({ files: [at('00:00:20.500001')] }), null);
test('a file of long ago', tells, said({ files: ['81a4 1970-01-01 00:00:00.000000000 +0000 /etc/app.conf'] }), null);
test('no file', tells, said({}), null);
test('a folder', tells, said({ files: [at('00:00:10.000000000', '/etc', '41ed')] }), null);
test('a link', tells, said({ files: [at('00:00:10.000000000', '/etc/app.conf', 'a1ff')] }), older);
test('a name with blanks', tells, said({ files: [at('00:00:10.0', '/a b é')] }), 'older than /a b é');
test('a time that is none', tells, said({ files: [at('soon')] }), null);
test(
  'a process that began after the one that asks',
  tells,
  said({ main: stat(3001), files: [at('00:00:10.0')] }),
  null,
);
test('a process that has ended', tells, said({ main: '', files: [at('00:00:10.0')] }), null);
test('a clock that says nothing', tells, said({ now: 'x', files: [at('00:00:10.0')] }), null);
test('nothing at all', tells, '', null);

const reloaded = 'Sun 2026-11-22 00:00:10 UTC';
test('a file before the last reload', tells, said({ state: reloaded, files: [at('00:00:09.9')] }), null, 'reloaded');
test('a file in the second of it', tells, said({ state: reloaded, files: [at('00:00:10.9')] }), null, 'reloaded');
test('a file after it', tells, said({ state: reloaded, files: [at('00:00:11.1')] }), older, 'reloaded');
test('a reload is no restart', tells, said({ state: reloaded, files: [at('00:00:09.9')] }), older, 'restarted');
test('a reload that nobody knows of', tells, said({ state: 'n/a', files: [at('00:00:09.9')] }), older, 'reloaded');

test('a module without files of a service is not watched', (t) => {
  t.is(found(said({ files: [at('00:00:10.0')] }), 'restarted', 'args_file'), null);
  t.is(found(said({ files: [at('00:00:10.0')] }), 'restarted', 'user'), null);
  const plain = bound('copy');
  t.is(watchAge(plain, []), plain);
});

test('what is read is exact to the tick', (t) => {
  const ages = readAges(said({}));
  t.is(ages?.begun.toFixed(2), '1795305600.51');
});
