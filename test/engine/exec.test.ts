import { existsSync } from 'node:fs';

import test from 'ava';
import fc from 'fast-check';

import type { RunEventBody } from '../../src/domain/event.ts';
import { Fleet } from './support/fleet.ts';
import type { Ran } from './support/fleet.ts';

const saidBy = (ran: Ran, host = 'a'): Extract<RunEventBody, { type: 'command-finished' }> => {
  const said = ran.events.find((event) => event.type === 'command-finished' && event.host === host);
  if (said?.type !== 'command-finished') throw new Error(JSON.stringify(ran.events));
  return said;
};

for (const shell of [['dash'], ['busybox', 'sh']]) {
  const name = shell[0] ?? '';
  test(`${name}: both streams and the exit code come back from every host`, async (t) => {
    const ran = await new Fleet(t, shell).exec(['echo out; echo err >&2; exit 3'], ['a', 'b']);
    for (const host of ['a', 'b'])
      t.like(saidBy(ran, host), { code: 3, stdout: 'out\n', stderr: 'err\n', clipped: false, cut: null });
    t.deepEqual(ran.outcomes, { a: 'failed', b: 'failed' });
  });

  test(`${name}: several words are one command, whatever they hold`, async (t) => {
    const fleet = new Fleet(t, shell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
          { minLength: 1, maxLength: 4 },
        ),
        async (words) => {
          const ran = await fleet.exec(['printf', '%s\\0', ...words], ['a']);
          t.is(saidBy(ran).stdout, `${words.map((word) => word.toWellFormed()).join('\0')}\0`);
        },
      ),
      { numRuns: 15 },
    );
  });

  test(`${name}: what prints without end is clipped, and told to be`, async (t) => {
    const said = saidBy(await new Fleet(t, shell).exec(['head -c 3000000 /dev/zero | tr "\\0" x'], ['a']));
    t.is(said.code, 0);
    t.is(said.stdout.length, 256 * 1024);
    t.true(said.clipped);
  });
}

test('a builtin is not meant by several words', async (t) => {
  const said = saidBy(await new Fleet(t).exec(['cd', '/'], ['a']));
  t.is(said.code, 127);
  t.regex(said.stderr, /cd: not found/);
});

test('a single word is a line for sh', async (t) => {
  t.is(saidBy(await new Fleet(t).exec(['echo $((6 * 7)) | cat'], ['a'])).stdout, '42\n');
});

test('standard input is empty: nothing waits for words that never come', async (t) => {
  t.like(saidBy(await new Fleet(t).exec(['cat'], ['a'])), { code: 0, stdout: '' });
});

test('what is no UTF-8 is replaced', async (t) => {
  t.is(saidBy(await new Fleet(t).exec(['printf "a\\377b"'], ['a'])).stdout, 'a\ufffdb');
});

test('what does not end is killed after the timeout', async (t) => {
  const ran = await new Fleet(t).exec(['sleep', '30'], ['a'], { timeout: 1000 });
  t.like(saidBy(ran), { code: null, cut: 'timeout' });
  t.deepEqual(ran.outcomes, { a: 'failed' });
});

test('the second Ctrl-C kills it; the first begins no further host', async (t) => {
  const [stop, kill] = [new AbortController(), new AbortController()];
  const ran = await new Fleet(t).exec(['sleep', '30'], ['a', 'b'], {
    stop: stop.signal,
    kill: kill.signal,
    options: { forks: 1 },
    beforeFrame: () => {
      stop.abort();
      setTimeout(() => kill.abort(), 300);
    },
  });
  t.like(saidBy(ran), { code: null, cut: 'interrupted' });
  t.true(ran.end.interrupted);
  t.deepEqual(ran.outcomes, { a: 'half-way' });
});

test('a host that does not answer is unreachable, the others go on', async (t) => {
  const ran = await new Fleet(t).exec(['echo', 'here'], ['a', 'b'], { dead: ['a'] });
  t.deepEqual(ran.outcomes, { a: 'unreachable', b: 'ok' });
  t.is(saidBy(ran, 'b').stdout, 'here\n');
});

test('no lock is taken and no journal written', async (t) => {
  const fleet = new Fleet(t);
  await fleet.exec(['true'], ['a']);
  t.false(existsSync(fleet.journal('a')));
});
