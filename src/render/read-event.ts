import type { RunEvent, TaskFinished } from '../domain/event.ts';
import type { Misfit } from '../domain/intent.ts';
import type { Change, Diff, Finding } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import { Float } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { comparedOf, explainedOf } from './json-drift.ts';
import { eventSchema } from './json-schema.ts';
import type { JsonChange, JsonEvent, JsonTask } from './json-schema.ts';

const MASK = String(new Secret(''));

/**
 * An event from its line of JSON, as far as a text for people needs it: steps, the plan's drift and the place of a
 * diagnostic's end are gone. null: another version wrote it, and it cannot be read.
 */
export function readEvent(line: string): RunEvent | null {
  const read = eventSchema.safeParse(JSON.parse(line));
  return read.success ? eventOf(read.data) : null;
}

function eventOf(json: JsonEvent): RunEvent {
  const head = { seq: json.seq, at: Date.parse(json.at) };
  switch (json.type) {
    case 'task-finished':
    case 'handler-finished':
      return { ...head, type: json.type, ...taskOf(json) };
    case 'plan-finished':
      return { ...head, type: json.type, changes: json.changes, drift: [] };
    case 'run-finished':
      return {
        ...head,
        type: json.type,
        recap: {
          interrupted: json.interrupted,
          refused: json.refused,
          hosts: Object.entries(json.hosts).map(([host, { rescued = 0, ...counts }]) => ({ host, ...counts, rescued })),
        },
        exit: json.exit,
      };
    case 'facts':
      return { ...head, type: json.type, host: json.host, facts: factsOf(json.facts) };
    case 'diagnostic':
      return { ...head, ...diagnosticOf(json) };
    case 'host-read':
      return { ...json, ...head, traits: { ...json.traits, refreshedAt: timeOf(json.traits.refreshedAt) } };
    case 'host-compared':
      return { ...head, type: json.type, ...comparedOf(json) };
    case 'drift-explained':
      return { ...head, type: json.type, ...explainedOf(json) };
    case 'plan-file':
      return { ...json, ...head, madeAt: Date.parse(json.madeAt) };
    case 'host-moved':
      return { ...head, type: json.type, host: json.host, ...misfitOf(json) };
    case 'host-lost': {
      const { ignored, ...lost } = json;
      return { ...lost, ...head, ...(ignored === true && { ignored }) };
    }
    default:
      return { ...json, ...head };
  }
}

function taskOf(json: JsonTask): TaskFinished {
  const { error } = json;
  return {
    ...json,
    item: json.item ?? null,
    assumed: json.assumed ?? false,
    ignored: json.ignored ?? false,
    rescued: json.rescued ?? false,
    delegatedTo: json.delegatedTo ?? null,
    runOnce: json.runOnce ?? false,
    because: json.because ?? null,
    changes: json.changes.map(changeOf),
    findings: json.findings.map(findingOf),
    message: json.message === undefined ? null : valueOf(json.message),
    error:
      error === undefined
        ? null
        : {
            code: error.code,
            message: error.message,
            ...(error.wanted !== null && { wanted: error.wanted }),
            ...(error.seen !== null && { seen: error.seen }),
            said: error.said,
            ...(error.hint !== null && { hint: error.hint }),
          },
  };
}

const findingOf = ({
  subject = { kind: 'task' },
  live,
  nextBoot,
  command,
  overruledBy,
  unseen,
  ...finding
}: JsonTask['findings'][number]): Finding => ({
  ...finding,
  subject,
  ...(live !== undefined && { live }),
  ...(nextBoot !== undefined && { nextBoot }),
  ...(command !== undefined && { command }),
  ...(overruledBy !== undefined && { overruledBy }),
  ...(unseen !== undefined && { unseen }),
});

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

function misfitOf({
  reason,
  run,
  differences: [first, ...others],
}: Extract<JsonEvent, { type: 'host-moved' }>): Misfit {
  if (reason === 'applied' || first === undefined) return { reason: 'applied', run: run ?? '' };
  return { reason, differences: [first, ...others] };
}

const changeOf = (json: JsonChange): Change => ({
  action: json.action,
  target: json.target,
  converges: json.converges,
  disrupts: json.disrupts,
  ...(!json.undoable && { undoable: false }),
  writes: [],
  steps: [],
  diff: diffOf(json.diff),
});

const diffOf = ({ entries, text }: JsonChange['diff']): Diff => ({
  entries: entries.map(({ name, before, after }) => ({ name, before: masked(before), after: masked(after) })),
  ...(text !== undefined && { text: { before: masked(text.before), after: masked(text.after) } }),
});

/** What was hidden stays marked as hidden. */
const masked = (text: string | null): string | Secret | null => (text === MASK ? new Secret('') : text);

function diagnosticOf(
  json: Extract<JsonEvent, { type: 'diagnostic' }>,
): Omit<Extract<RunEvent, { type: 'diagnostic' }>, 'seq' | 'at'> {
  const { type, severity, code, summary, detail, hint, file, line, column } = json;
  const start = { line: line ?? 1, column: column ?? 1 };
  return {
    type,
    severity,
    code,
    summary,
    ...(detail !== null && { detail }),
    ...(hint !== null && { hint }),
    ...(file !== null && { range: { file, start, end: { ...start, column: start.column + 1 } } }),
  };
}

const factsOf = (json: unknown): ReadonlyMap<string, Value> =>
  new Map(
    typeof json === 'object' && json !== null ? Object.entries(json).map(([key, part]) => [key, valueOf(part)]) : [],
  );

function valueOf(json: unknown): Value {
  if (typeof json === 'number') return Number.isInteger(json) ? json : new Float(json);
  if (typeof json === 'string' || typeof json === 'boolean' || json === null) return json;
  if (Array.isArray(json)) return json.map(valueOf);
  return new Map(Object.entries(json ?? {}).map(([key, part]) => [key, valueOf(part)]));
}
