import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import test from 'ava';

const program = fileURLToPath(new URL('support/hostile-runs.ts', import.meta.url));

/** V8 takes what it can get before it collects: a small nursery and a small heap show what is really kept. */
const collectEarly = ['--max-semi-space-size=4', '--max-old-space-size=128'];

test('10,000 frames of hostile hosts crash nothing, hang nothing, stay under 300 MB and reach no terminal raw', async (t) => {
  t.timeout(300_000);
  const started = performance.now();
  const child = spawn(process.execPath, [...collectEarly, program, '10000', '1121'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  t.is(stderr, '');
  const told: unknown = JSON.parse(stdout);
  t.like(told, { raw: null });
  const number = (name: string): number => Number(Reflect.get(Object(told), name));
  t.true(number('frames') >= 10_000 && number('results') > 10_000, stdout);
  t.true(number('megabytes') < 300, stdout);
  t.log(stdout.trim(), `${Math.round(performance.now() - started)} ms`);
});
