import test from 'ava';

import type { RunEvent, RunEventBody } from '../../src/domain/event.ts';
import { jsonEvent } from '../../src/render/json-event.ts';
import { eventSchema } from '../../src/render/json-schema.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { ago } from '../../src/render/duration.ts';
import { previewText } from '../../src/render/preview-text.ts';
import { storyOf } from '../../src/render/story.ts';
import type { TextOptions } from '../../src/render/text-options.ts';
import { change, connected, entry, printed, started, startedAt, stream, task, textOptions } from './helpers/events.ts';

const hosts = ['cp-1', 'worker-1'];
const opened: RunEventBody = {
  type: 'plan-file',
  use: 'opened',
  path: 'prod.plan',
  id: 'a'.repeat(64),
  madeAt: startedAt - 2 * 3_600_000,
  by: 'alice@laptop',
  run: '1121-k7',
  hosts,
  changes: 5,
};
const drift = task('cp-1', {
  status: 'drifted',
  changes: [change('/etc/x', {}, entry('mode', '0644', '0600'))],
});
const moved: RunEventBody = {
  type: 'host-moved',
  host: 'worker-1',
  reason: 'moved',
  differences: [
    { what: '/etc/y content', expected: 'a'.repeat(64), seen: 'b'.repeat(64) },
    { what: 'kube-apiserver\u001b[31m', expected: 'echo 1\necho 2', seen: 'unset' },
  ],
};
const run = (): readonly RunEvent[] =>
  stream([
    started('apply', hosts),
    opened,
    connected('cp-1'),
    connected('worker-1'),
    { type: 'plan-finished', changes: { 'cp-1': 1 }, drift: [drift] },
    moved,
    { type: 'host-finished', host: 'worker-1', outcome: 'moved', took: 0 },
    {
      type: 'run-finished',
      exit: 7,
      recap: {
        interrupted: null,
        refused: null,
        hosts: hosts.map((host) => ({
          host,
          outcome: host === 'cp-1' ? 'changed' : 'moved',
          ok: 0,
          changed: 0,
          drifted: 0,
          skipped: 0,
          failed: 0,
          ignored: 0,
          rescued: 0,
          unreachable: 0,
        })),
      },
    },
  ]);
const options: TextOptions = textOptions();

test('the question shows the kept plan, its age, and what of it is still to be done', (t) => {
  const asked = (quiet: boolean) => previewText(storyOf(run().slice(0, 5)), false, textOptions({ quiet })).join('\n');
  const head = 'Plan for 2 hosts of prod-a: 1 change.';
  t.is(asked(true), `prod.plan, made 2 h ago by alice@laptop (run 1121-k7): 5 changes on 2 hosts\n${head}`);
  t.is(asked(false), head, 'where progress is told, the line above has said it');
});

test('a host that moved is told with what was expected and what was seen', (t) => {
  const text = printed(plainLayout(options), run());
  t.regex(
    text,
    /moved {6}worker-1 {2}\/etc\/y content\n {11}expected a{12}\.\.\.\n {11}seen {5}b{12}\.\.\.\n {11}kube-apiserver\\x1b\[31m\n {11}expected echo 1 \.\.\.\n {11}seen {5}unset/,
  );
  t.regex(text, /^plan file {2}prod\.plan, made 2 h ago by alice@laptop/m);
  t.regex(text, /^Run 1121-k7 changed 1 host in .*; the plan file does not fit worker-1$/m);
  t.regex(text, /^ {2}moved +worker-1 +left alone: the plan file does not fit it$/m);
  t.regex(text, /exit 7: the plan file no longer fits$/);
  t.deepEqual(
    text.split('\n').filter((line) => line.length > 80),
    [],
  );
});

test('a quiet run says first what it did, and why a host was left alone', (t) => {
  const text = printed(plainLayout({ ...options, quiet: true }), run());
  t.regex(text, /^Run 1121-k7 changed 1 host .*; the plan file does not fit worker-1\n[^]*moved {6}worker-1/);
});

test('a host on which the plan was done is told with the run that did it', (t) => {
  const events = stream([
    opened,
    started('apply', hosts),
    { type: 'host-moved', host: 'cp-1', reason: 'applied', run: '1121-a1' },
  ]);
  t.regex(
    printed(plainLayout(options), events),
    /^applied {4}cp-1 {2}run 1121-a1 has done this plan file there already$/m,
  );
  for (const event of [...run(), ...events])
    t.deepEqual(eventSchema.safeParse(jsonEvent(event)).error?.issues ?? [], []);
});

for (const [age, words] of [
  [0, 'just now'],
  [-5, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [3_599_000, '59 min ago'],
  [3_600_000, '1 h ago'],
  [47.9 * 3_600_000, '47 h ago'],
  [72 * 3_600_000, '3 days ago'],
] as const) {
  test(`${String(age)} ms are ${words}`, (t) => t.is(ago(age), words));
}
