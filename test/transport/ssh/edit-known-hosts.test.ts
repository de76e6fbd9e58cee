import { createHmac } from 'node:crypto';

import test from 'ava';
import fc from 'fast-check';

import { forgetNames, hidesNames, namedLines, newLine } from '../../../src/transport/ssh/edit-known-hosts.ts';
import { judgeHostKey, parseKnownHosts } from '../../../src/transport/ssh/known-hosts.ts';
import { asHostKey } from '../../../src/transport/ssh/look-at-host-key.ts';

const blob = (type: string, body: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.from(body)]);
const KEY = blob('ssh-ed25519', 'one');
const B64 = KEY.toString('base64');
const line = (names: string, rest = ''): string => `${names} ssh-ed25519 ${B64}${rest}\n`;
const hashed = (name: string): string => {
  const salt = Buffer.from('0123456789abcdefghij');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};
const mine = new Set(['cp-1', '10.0.0.1', '[10.0.0.1]:22']);

const forgets = test.macro({
  exec(t, before: string, after: string) {
    t.is(forgetNames(before, mine), after);
    t.is(forgetNames(after, mine), after);
  },
  title: (title) => `forget: ${title}`,
});
test('an empty file', forgets, '', '');
test('a line of its own', forgets, line('a') + line('cp-1') + line('b'), line('a') + line('b'));
test('all its names in one line', forgets, line('cp-1,10.0.0.1'), '');
test(
  'a line that it shares loses its names only',
  forgets,
  line('10.0.0.1,a,CP-1,b', ' note, cp-1'),
  line('a,b', ' note, cp-1'),
);
test('an indented shared line', forgets, `\t ${line('cp-1,a')}`, `\t ${line('a')}`);
test('with a port', forgets, line('[10.0.0.1]:22') + line('[10.0.0.1]:2222'), line('[10.0.0.1]:2222'));
test(
  'hashed names',
  forgets,
  line(hashed('cp-1')) + line(hashed('cp-2')) + line(hashed('[10.0.0.1]:22')),
  line(hashed('cp-2')),
);
test('a name that only begins alike', forgets, line('cp-10') + line('10.0.0.11'), line('cp-10') + line('10.0.0.11'));
test(
  'revoked keys and authorities stay',
  forgets,
  `@revoked ${line('cp-1')}@cert-authority ${line('cp-1')}`,
  `@revoked ${line('cp-1')}@cert-authority ${line('cp-1')}`,
);
test(
  'patterns and what is beside them stay',
  forgets,
  line('cp-*') + line('cp-1,cp-?'),
  line('cp-*') + line('cp-1,cp-?'),
);
test(
  'comments and garbage stay',
  forgets,
  '# cp-1 ssh-ed25519 x\ncp-1\ncp-1 ssh-ed25519 !!\n\n\u0000\u00ff cp-1\n',
  '# cp-1 ssh-ed25519 x\ncp-1\ncp-1 ssh-ed25519 !!\n\n\u0000\u00ff cp-1\n',
);
test(
  'line ends of another system',
  forgets,
  line('a').replace('\n', '\r\n') + line('cp-1,b').replace('\n', '\r\n') + line('cp-1').replace('\n', '\r\n'),
  line('a').replace('\n', '\r\n') + line('b').replace('\n', '\r\n'),
);
test('no newline at the end', forgets, line('cp-1') + line('b').trimEnd(), line('b').trimEnd());
test('its own line at the end without a newline', forgets, line('b') + line('cp-1').trimEnd(), line('b'));

test('a pattern that holds the host is told, with its line', (t) => {
  t.deepEqual(
    namedLines(line('a') + line('cp-1') + line('cp-1,b') + line('cp-*'), mine).map(({ line: at, how }) => [at, how]),
    [
      [2, 'alone'],
      [3, 'listed'],
      [4, 'pattern'],
    ],
  );
});

test('a file that hides one name hides those that come', (t) => {
  t.false(hidesNames(''));
  t.false(hidesNames(line('a')));
  t.true(hidesNames(line('a') + line(hashed('b'))));
});

test('a new line, hidden or not, makes its key known under its name and no other', (t) => {
  for (const salt of [null, Buffer.alloc(20, 7)]) {
    const lines = parseKnownHosts(newLine('[fd00::1]:2222', asHostKey(KEY), salt), 'kh');
    t.is(judgeHostKey(lines, '[fd00::1]:2222', KEY).kind, 'known');
    t.is(judgeHostKey(lines, 'fd00::1', KEY).kind, 'unknown');
  }
});

const others = fc.constantFrom('a', 'b.example', '10.0.0.2', '[cp-1]:2222', 'cp-11', '*.example', '!c');
const names = fc.array(fc.oneof(others, fc.constantFrom('cp-1', '10.0.0.1', 'Cp-1')), { minLength: 1, maxLength: 4 });
const anyLine = fc.oneof(
  { arbitrary: names.map((list) => `${list.join(',')} ssh-ed25519 ${B64}`), weight: 4 },
  others.map((name) => `${hashed(name)} ssh-ed25519 ${B64} note`),
  fc.constant(`${hashed('cp-1')} ssh-ed25519 ${B64}`),
  names.map((list) => `@revoked ${list.join(',')} ssh-ed25519 ${B64}`),
  fc.uint8Array({ maxLength: 20 }).map((bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(/[\r\n]/g, ''),
  ),
  fc.constant('# a comment, cp-1'),
);

test('forgetting never changes the line of another host, and leaves nothing that names the host alone', (t) => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 12 }), fc.boolean(), (lines, ended) => {
      const text = lines.join('\n') + (ended ? '\n' : '');
      const after = forgetNames(text, mine);
      const touched = new Set(namedLines(text, mine).map(({ line: at }) => at));
      const strangers = text.split(/(?<=\n)/).filter((_, index) => !touched.has(index + 1));
      let from = 0;
      for (const stranger of strangers) {
        const at = after.indexOf(stranger, from);
        if (at === -1) return false;
        from = at + stranger.length;
      }
      return namedLines(after, mine).every(({ how }) => how === 'pattern');
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 12 }), (lines) => {
      const text = lines.join('\n');
      const known = (of: string, name: string): boolean =>
        judgeHostKey(parseKnownHosts(of, ''), name, KEY).kind === 'known';
      return ['a', 'b.example', '10.0.0.2', '[cp-1]:2222', 'cp-11'].every(
        (name) => known(text, name) === known(forgetNames(text, mine), name),
      );
    }),
    { numRuns: 500 },
  );
  t.pass();
});
