import type { Answered } from '../domain/bound.ts';
import type { TaskError } from '../domain/errors.ts';
import type { Status } from '../domain/event.ts';
import type { BadAnswer, Change, ControllerResult, Fields, Finding, Planned, StepOutput } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import type { Value } from '../domain/value.ts';
import { refusedCode } from './journal.ts';

/** How one item of a task ended on one host. */
export interface Outcome {
  readonly status: Exclude<Status, 'unreachable'>;
  readonly assumed: boolean;
  readonly changes: readonly Change[];
  readonly kept: readonly { readonly what: string; readonly why: string }[];
  readonly warnings: readonly string[];
  readonly findings: readonly Finding[];
  readonly message: Value | null;
  readonly error: TaskError | null;
  readonly fields: Fields;
  /** Variables that it sets on the host (set_fact). */
  readonly facts: ReadonlyMap<string, Value>;
}

const nothing = {
  assumed: false,
  changes: [],
  kept: [],
  warnings: [],
  findings: [],
  message: null,
  error: null,
  fields: new Map(),
  facts: new Map(),
};

export const skippedOutcome: Outcome = { ...nothing, status: 'skipped' };

/** `falseCondition`: the part of `when` that does not hold. */
export const conditionOutcome = ({ falseCondition }: { readonly falseCondition?: Value }): Outcome =>
  falseCondition === undefined
    ? skippedOutcome
    : { ...skippedOutcome, fields: new Map([['false_condition', falseCondition]]) };

export const failedOutcome = (
  error: TaskError,
  changes: readonly Change[] = [],
  fields: Fields = new Map(),
): Outcome => ({
  ...nothing,
  status: 'failed',
  error,
  changes,
  fields,
});

/** What would be done but is not: check mode, or a disruption that was not allowed. */
export const assumedOutcome: Outcome = { ...nothing, status: 'drifted', assumed: true };

type Changes = Extract<Planned, { kind: 'changes' }>;

const described = (planned: Changes): Pick<Outcome, 'kept' | 'warnings' | 'findings'> => ({
  kept: planned.kept ?? [],
  warnings: planned.warnings ?? [],
  findings: planned.findings ?? [],
});

export const okOutcome = (answered: Answered, planned: Changes): Outcome => ({
  ...nothing,
  ...described(planned),
  status: 'ok',
  fields: answered.result([]),
});

export const driftedOutcome = (
  planned: Changes,
  fields: Fields,
  about: { readonly assumed?: boolean; readonly warning?: string },
): Outcome => ({
  ...nothing,
  ...described(planned),
  warnings: [...(planned.warnings ?? []), ...(about.warning === undefined ? [] : [about.warning])],
  status: 'drifted',
  assumed: about.assumed ?? false,
  changes: planned.changes,
  fields,
});

/** `after` was asked once it was done; null where it could not be. */
export const changedOutcome = (
  answered: Answered,
  planned: Changes,
  outputs: readonly StepOutput[],
  after: Answered | null,
): Outcome => ({
  ...nothing,
  ...described(planned),
  status: 'changed',
  changes: planned.changes,
  fields: new Map([...answered.result(outputs), ...(after?.now() ?? [])]),
});

/** What was waited for has come true: nothing was changed. */
export const waitedOutcome = (answered: Answered, planned: Changes, outputs: readonly StepOutput[]): Outcome => ({
  ...nothing,
  ...described(planned),
  status: 'ok',
  fields: answered.result(outputs),
});

export function controllerOutcome(result: ControllerResult): Outcome {
  if (result.kind === 'failed')
    return failedOutcome({ code: 'assertion', message: result.message }, [], result.fields ?? new Map());
  return {
    ...nothing,
    status: 'ok',
    message: result.message ?? null,
    warnings: result.warnings ?? [],
    fields: result.fields ?? new Map(),
    facts: result.facts ?? new Map(),
  };
}

export const badAnswerError = (bad: BadAnswer): TaskError => ({
  code: 'bad-answer',
  message: bad.message,
  said: bad.said,
});

export const refusalError = (planned: Extract<Planned, { kind: 'refused' }>): TaskError => ({
  code: 'refused',
  message: planned.message,
  ...(planned.wanted === undefined ? {} : { wanted: planned.wanted }),
  ...(planned.seen === undefined ? {} : { seen: planned.seen }),
  ...(planned.hint === undefined ? {} : { hint: planned.hint }),
});

/** Why a step did not succeed, from its exit code and what it said. */
export function stepError(output: CommandOutput): TaskError {
  const lines = output.stderr
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const own =
    output.code === refusedCode
      ? /^bulwark:(\w+): (.*)$/.exec(lines.find((line) => line.startsWith('bulwark:')) ?? '')
      : null;
  if (own === null) {
    return {
      code: 'command-failed',
      message: `the command exited with ${String(output.code)}`,
      seen: `exit code ${String(output.code)}`,
      said: lines.slice(-3),
    };
  }
  const [, code = '', why = ''] = own;
  const said = lines.filter((line) => !line.startsWith('bulwark:')).slice(-3);
  if (code === 'failed') return { code: 'command-failed', message: why, said };
  if (code === 'moved') return { code: 'moved', message: why, said };
  if (code === 'journal') return { code: 'journal', message: `${why}; nothing was changed`, said, hint: journalHint };
  const hint = refusalHints.get(code);
  return { code: 'refused', message: why, said, ...(hint === undefined ? {} : { hint }) };
}

const journalHint = 'make room: without an entry of what was there, nothing is changed (df -h /var/lib/bulwark)';

const refusalHints: ReadonlyMap<string, string> = new Map([
  ['write', 'is the disk full, the file system read-only, or the file itself a mount? (df -h, findmnt)'],
  ['invalid', 'the file was checked with `validate` before it took the place of the old one, which stays'],
  ['restart', 'its own words: journalctl -u UNIT -n 20'],
]);

export const templateError = (failed: { readonly message: string; readonly hint?: string }): TaskError => ({
  code: 'template',
  message: failed.message,
  ...(failed.hint === undefined ? {} : { hint: failed.hint }),
});
