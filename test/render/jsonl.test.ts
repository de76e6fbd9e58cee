import { readFileSync } from 'node:fs';

import test from 'ava';

import type { RunEvent } from '../../src/domain/event.ts';
import { Secret } from '../../src/domain/secret.ts';
import { Float } from '../../src/domain/value.ts';
import type { Value } from '../../src/domain/value.ts';
import { jsonEvent } from '../../src/render/json-event.ts';
import { eventSchema, publishedSchema } from '../../src/render/json-schema.ts';
import { jsonlLayout } from '../../src/render/jsonl.ts';
import { change, entry, stream, taskFinished } from './helpers/events.ts';
import * as runs from './helpers/runs.ts';

const lines = (events: readonly RunEvent[]): readonly string[] => {
  const layout = jsonlLayout();
  return events.flatMap((event) => layout.add(event).map(({ line }) => line));
};

const factList: readonly (readonly [string, Value])[] = [
  ['big', 2n ** 60n],
  ['load', new Float(0.5)],
  ['nan', new Float(Number.NaN)],
  ['list', [1, null, true]],
];
const [facts] = stream([{ type: 'facts', host: 'cp-1', facts: new Map(factList) }]);
const all: Readonly<Record<string, readonly RunEvent[]>> = {
  plan: runs.planOfFive(),
  apply: runs.failedApply(),
  refused: runs.unreachablePlane(),
  busy: runs.busy(),
  input: runs.wrongInput(),
  facts: facts === undefined ? [] : [facts],
};

for (const [name, events] of Object.entries(all)) {
  test(`every line of ${name} is one object of the published schema`, (t) => {
    t.is(lines(events).length, events.length);
    for (const line of lines(events)) t.deepEqual(eventSchema.safeParse(JSON.parse(line)).error?.issues ?? [], []);
  });
}

test('the published schema is fresh (node tools/event-schema.ts)', (t) => {
  t.deepEqual(
    JSON.parse(readFileSync(new URL('../../schemas/event.schema.json', import.meta.url), 'utf8')),
    JSON.parse(JSON.stringify(publishedSchema())),
  );
});

test('secrets are masked wherever they stand', (t) => {
  const secret = new Secret('hunter2');
  const hidden = change('/etc/x', {
    diff: { entries: [{ name: 'token', before: null, after: secret }], text: { before: secret, after: secret } },
  });
  const text = lines(
    stream([taskFinished('cp-1', { status: 'changed', changes: [hidden], message: new Map([['a', [secret]]]) })]),
  ).join('');
  t.false(text.includes('hunter2'));
  t.is(text.split('‹secret›').length - 1, 4);
});

test('mappings become objects, and what JSON has no word for becomes text', (t) => {
  t.like(facts === undefined ? {} : jsonEvent(facts), {
    facts: { big: '1152921504606846976', load: 0.5, nan: 'NaN', list: [1, null, true] },
  });
});

test('a failed task has its code and message, an ignored one says so', (t) => {
  const [line = ''] = lines(
    stream([
      taskFinished('cp-1', { status: 'failed', ignored: true, item: 'a', error: { code: 'gate', message: 'down' } }),
    ]),
  );
  t.like(JSON.parse(line), { status: 'failed', ignored: true, item: 'a', error: { code: 'gate', message: 'down' } });
});

test('keys stand in a fixed order', (t) => {
  const [line = ''] = lines(stream([taskFinished('cp-1', { changes: [change('k', {}, entry('a', null, 'b'))] })]));
  t.deepEqual(Object.keys(JSON.parse(line)).slice(0, 8), [
    'type',
    'seq',
    'at',
    'host',
    'play',
    'task',
    'taskId',
    'module',
  ]);
});

test('bad input gives its diagnostics and a run-finished with exit 5', (t) => {
  t.deepEqual(
    lines(runs.wrongInput())
      .map((line) => JSON.parse(line))
      .map(({ type, line, exit }) => [type, line, exit]),
    [
      ['diagnostic', 48, undefined],
      ['diagnostic', null, undefined],
      ['run-finished', undefined, 5],
    ],
  );
});
