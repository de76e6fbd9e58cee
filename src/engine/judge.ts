import { count } from '../domain/count.ts';
import type { TaskErrorCode } from '../domain/errors.ts';
import type { MapKey, Value } from '../domain/value.ts';
import { type Outcome, assumedOutcome, failedOutcome } from './outcome.ts';
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

/** It is to be tried again: after so many milliseconds, with so many attempts left. */
export interface Again {
  readonly delay: number;
  readonly left: number;
}

interface Judged {
  readonly outcome: Outcome;
  readonly again: Again | null;
}

/** `changed_when`, `failed_when` and `until`, for what has run the `attempt`th time; null: for the last time. */
export function judged(
  context: SectionContext,
  prepared: Prepared,
  item: PreparedItem | null,
  found: Outcome,
  attempt: number | null,
): Judged {
  const final = (outcome: Outcome): Judged => ({ outcome, again: null });
  if (item === null || found.status === 'skipped' || found.status === 'drifted') return final(found);
  if (found.error !== null && beyondJudgement.has(found.error.code)) return final(found);
  const retry = retryOf(item, context);
  const attempts = retry === null ? [] : ([['attempts', attempt ?? retry.retries]] as const);
  const tried = { ...found, fields: new Map([...found.fields, ...attempts]) };
  const { host, binder, preparation } = context;
  const memory = host.memoryWith(preparation.assumed);
  const at = prepared.items.indexOf(item);
  const verdict = binder.judge(prepared.task, host.name, memory, at, resultFields(tried, item));
  if (verdict.problem !== undefined) return final(found.status === 'failed' ? tried : broken(tried, verdict.problem));
  const outcome = withVerdict(tried, item, verdict);
  if (retry === null || (verdict.done ?? outcome.status !== 'failed')) return final(outcome);
  if (context.mode === 'plan') return final({ ...assumedOutcome, fields: outcome.fields });
  const isLast = attempt === null || attempt > retry.retries;
  return isLast
    ? final(neverDone(outcome, retry.retries))
    : { outcome, again: { delay: retry.delay, left: retry.retries - attempt + 1 } };
}

/** Nothing is waited for where what would be sent is only written down. */
function retryOf({ item }: PreparedItem, { host }: SectionContext): { retries: number; delay: number } | null {
  if (item.kind !== 'host' && item.kind !== 'controller') return null;
  const { retry } = item.settings;
  return retry === null || retry.retries === 0 || host.rehearsal !== null ? null : retry;
}

function withVerdict(
  outcome: Outcome,
  item: PreparedItem,
  verdict: { readonly changed: boolean | null; readonly failed: boolean | null },
): Outcome {
  const told =
    verdict.failed === null
      ? outcome
      : { ...outcome, fields: new Map([...outcome.fields, ['failed_when_result', verdict.failed] as const]) };
  const failed = verdict.failed ?? outcome.status === 'failed';
  const changed = verdict.changed ?? (outcome.status === 'changed' || item.touched);
  if (failed) {
    const word =
      verdict.changed === null ? told : { ...told, fields: new Map([...told.fields, ['changed', changed] as const]) };
    return verdict.failed === true ? failedByWord(word) : word;
  }
  return { ...told, status: changed ? 'changed' : 'ok', error: null };
}

/** As in Ansible the result says how often it was done again. */
const neverDone = (outcome: Outcome, retries: number): Outcome => ({
  ...outcome,
  status: 'failed',
  error: outcome.error ?? {
    code: 'until',
    message: `\`until\` does not hold after ${count(retries + 1, 'attempt')}`,
  },
  fields: new Map<MapKey, Value>([
    ...outcome.fields,
    ...(outcome.status === 'failed' ? [] : [['changed', outcome.status === 'changed'] as const]),
    ['attempts', retries],
  ]),
});

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
