import test from 'ava';

import { jsonEvent } from '../../src/render/json-event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { readEvent } from '../../src/render/read-event.ts';
import { printed, textOptions } from './helpers/events.ts';
import * as runs from './helpers/runs.ts';

const { planOfFive, applyOneWorker, failedApply, unreachablePlane, busy, declined, interrupted, wrongInput, rollback } =
  runs;
const all = {
  planOfFive,
  applyOneWorker,
  failedApply,
  unreachablePlane,
  busy,
  declined,
  interrupted,
  wrongInput,
  rollback,
};

for (const [name, make] of Object.entries(all)) {
  const events = make();
  test(`events that are read back are the same JSON, and the same text: ${name}`, (t) => {
    const lines = events.map((event) => JSON.stringify(jsonEvent(event)));
    const again = lines.flatMap((line) => readEvent(line) ?? []);
    t.deepEqual(
      again.map((event) => JSON.stringify(jsonEvent(event))),
      lines,
    );
    const options = textOptions({ diff: true });
    const isLater = ({ type }: { readonly type: string }): boolean => type !== 'plan-finished';
    t.is(printed(plainLayout(options), again.filter(isLater)), printed(plainLayout(options), events.filter(isLater)));
  });
}

test('an event of another version is not read', (t) => {
  t.is(readEvent('{"type":"run-begun","seq":0}'), null);
  t.is(
    readEvent('{"type":"host-connected","seq":0,"at":"2026-11-21T09:31:00.000Z","host":"a","took":1,"more":1}'),
    null,
  );
});
