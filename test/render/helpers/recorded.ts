import { readFileSync } from 'node:fs';

import type { RunEvent, TaskFinished } from '../../../src/domain/event.ts';
import type { Change } from '../../../src/domain/module.ts';
import type { Value } from '../../../src/domain/value.ts';
import { eventSchema } from '../../../src/render/json-schema.ts';
import type { JsonChange, JsonTask } from '../../../src/render/json-schema.ts';
import { recapOf } from '../../../src/report/recap.ts';

/**
 * The events of a run that was recorded with `--format jsonl` (fixtures/README.md). What JSON lines leave out is empty:
 * the steps of changes, and the drift of `plan-finished`.
 */
export function recorded(name: string): readonly RunEvent[] {
  const text = readFileSync(new URL(`../fixtures/${name}.jsonl`, import.meta.url), 'utf8');
  const events: RunEvent[] = [];
  for (const line of text.split('\n').filter((one) => one !== ''))
    events.push(eventOf(eventSchema.parse(JSON.parse(line)), events));
  return events;
}

type JsonEvent = ReturnType<typeof eventSchema.parse>;

function eventOf(json: JsonEvent, before: readonly RunEvent[]): RunEvent {
  const head = { seq: json.seq, at: Date.parse(json.at) };
  switch (json.type) {
    case 'task-finished':
    case 'handler-finished':
      return { type: json.type, ...head, ...taskOf(json) };
    case 'host-read': {
      const { refreshedAt } = json.traits;
      const traits = { ...json.traits, refreshedAt: refreshedAt === null ? null : Date.parse(refreshedAt) };
      return { ...json, ...head, traits };
    }
    case 'plan-finished':
      return { ...json, ...head, drift: [] };
    case 'diagnostic':
      return { type: json.type, ...head, severity: json.severity, code: json.code, summary: json.summary };
    case 'run-finished':
      return { type: json.type, ...head, recap: { ...recapOf(before, json.interrupted) }, exit: json.exit };
    case 'facts':
      throw new Error('facts are not recorded');
    default:
      return { ...json, ...head };
  }
}

const taskOf = (json: JsonTask): TaskFinished => ({
  ...json,
  item: json.item ?? null,
  assumed: json.assumed ?? false,
  ignored: json.ignored ?? false,
  because: json.because ?? null,
  changes: json.changes.map(changeOf),
  findings: json.findings,
  message: json.message === undefined ? null : messageOf(json.message),
  error: json.error === undefined ? null : errorOf(json.error),
});

const changeOf = ({ diff, ...change }: JsonChange): Change => ({
  ...change,
  writes: [],
  steps: [],
  diff: { entries: diff.entries, ...(diff.text !== undefined && { text: diff.text }) },
});

const errorOf = ({ wanted, seen, hint, ...error }: NonNullable<JsonTask['error']>): TaskFinished['error'] => ({
  ...error,
  ...(wanted !== null && { wanted }),
  ...(seen !== null && { seen }),
  ...(hint !== null && { hint }),
});

/** Only texts are recorded. */
const messageOf = (message: unknown): Value => (typeof message === 'string' ? message : JSON.stringify(message));
