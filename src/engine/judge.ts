import type { TaskErrorCode } from '../domain/errors.ts';
import { type Outcome, failedOutcome } from './outcome.ts';
import type { Prepared, PreparedItem } from './prepare.ts';
import { resultFields } from './register.ts';
import type { SectionContext } from './section-context.ts';

/** Failures that are no result of the module, and so not for `failed_when` to excuse. */
const beyondJudgement: ReadonlySet<TaskErrorCode> = new Set([
  'template',
  'timeout',
  'journal',
  'gate',
  'lost',
  'interrupted',
]);

/** `changed_when` and `failed_when`, for what has run. */
export function judged(
  context: SectionContext,
  prepared: Prepared,
  item: PreparedItem | null,
  outcome: Outcome,
): Outcome {
  if (item === null || outcome.status === 'skipped' || outcome.status === 'drifted') return outcome;
  if (outcome.error !== null && beyondJudgement.has(outcome.error.code)) return outcome;
  const { host, binder, preparation } = context;
  const memory = host.memoryWith(preparation.assumed);
  const verdict = binder.judge(prepared.task, host.name, memory, prepared.items.indexOf(item), resultFields(outcome));
  const failed = verdict.failed ?? outcome.status === 'failed';
  if (verdict.problem !== undefined) return outcome.status === 'failed' ? outcome : broken(outcome, verdict.problem);
  if (failed) return verdict.failed === true ? failedByWord(outcome) : outcome;
  const changed = verdict.changed ?? (outcome.status === 'changed' || item.touched);
  return { ...outcome, status: changed ? 'changed' : 'ok', error: null };
}

const broken = (outcome: Outcome, problem: string): Outcome =>
  failedOutcome({ code: 'template', message: problem }, outcome.changes, outcome.fields);

const failedByWord = (outcome: Outcome): Outcome => ({
  ...outcome,
  status: 'failed',
  error: {
    ...outcome.error,
    code: 'failed-when',
    message: 'failed_when says that this failed',
  },
});
