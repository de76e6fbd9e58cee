import type { Answered } from '../domain/bound.ts';
import type { TaskError } from '../domain/errors.ts';
import type { GateReport } from '../domain/gate.ts';
import { BadAnswer, type Change, type StepOutput } from '../domain/module.ts';
import type { FrameResult } from '../domain/session.ts';
import { gateError } from './gates.ts';
import { type Outcome, changedOutcome, failedOutcome, stepError, waitedOutcome } from './outcome.ts';
import { type Performing, onlyWaits, succeeded } from './performing.ts';
import type { PreparedItem } from './prepare.ts';
import type { SectionContext } from './section-context.ts';

/** Three tries for a thing that somebody else changes between question and answer (architecture.md, 3.2). */
const movesAllowed = 3;

/** How the frame that performed a group ended; `timeout` in milliseconds. */
export interface FrameEnd {
  readonly kind: FrameResult['kind'];
  readonly timeout: number;
  /** A snap refresh was going on beside it: what failed may have failed for that, and is tried again. */
  readonly disturbed: boolean;
}

/**
 * Fills in the outcomes of a group from what the host said. An item that was not reached, because one before it
 * failed or the frame was cut, keeps none; so does one that moved and may be tried again.
 */
export function settleOutcomes(context: SectionContext, performing: readonly Performing[], end: FrameEnd): void {
  let ended = false;
  for (const one of performing) {
    if (ended && one.outputs.every(({ output }) => output.code === null)) continue;
    const broken = one.outputs.find((step) => step.output.code !== null && !succeeded(step));
    const isWhole = one.outputs.length === stepsOf(one) && one.outputs.every(({ output }) => output.code !== null);
    one.prepared.touched ||= hasChanged(one);
    ended ||= broken !== undefined || !isWhole;
    if (broken !== undefined) settleBroken(one, broken, end);
    else if (isWhole) settleWhole(context, one, end);
    else if (end.kind !== 'answered') settleCut(one, end);
  }
}

const hasChanged = (one: Performing): boolean =>
  !onlyWaits(one) && one.outputs.some(hasActed) && one.answered.changed(one.outputs);

/** What the journal's functions refuse they leave as it was; any other failure may have come half-way. */
const hasActed = (step: StepOutput): boolean =>
  step.output.code !== null && (succeeded(step) || stepError(step.output).code === 'command-failed');

const stepsOf = ({ planned }: Performing): number => planned.changes.reduce((sum, { steps }) => sum + steps.length, 0);

const fieldsOf = (one: Performing): ReturnType<Answered['result']> =>
  one.answered.result(one.outputs.filter(({ output }) => output.code !== null));

function settleBroken(one: Performing, { step, output }: StepOutput, end: FrameEnd): void {
  const error = stepError(output);
  const isAlone = step.kind !== 'exec' && !one.outputs.some(succeeded);
  if ((error.code === 'moved' || (end.disturbed && isAlone)) && mayTryAgain(one)) return;
  one.queued.outcome = failedOutcome(error, one.planned.changes, fieldsOf(one));
}

const mayTryAgain = ({ prepared }: Performing): boolean => (prepared.moved += 1) < movesAllowed;

function settleCut(one: Performing, end: FrameEnd): void {
  one.prepared.touched = true;
  one.queued.outcome = cutOutcome(one, end);
}

function settleWhole(context: SectionContext, one: Performing, end: FrameEnd): void {
  const error = gateFailure(one) ?? (end.kind === 'answered' ? notConverged(one.prepared, one.planned.changes) : null);
  if (error !== null && end.disturbed && canBeRepeated(one) && mayTryAgain(one)) return;
  if (one.reports !== null) tellGate(context, one, one.reports);
  one.queued.outcome = error === null ? doneOutcome(one) : failedOutcome(error, one.planned.changes, fieldsOf(one));
}

function doneOutcome(one: Performing): Outcome {
  const { answered, planned, outputs } = one;
  return onlyWaits(one) || !answered.changed(outputs)
    ? waitedOutcome(answered, planned, outputs)
    : changedOutcome(answered, planned, outputs, answeredNow(one.prepared));
}

const answeredNow = ({ answer }: PreparedItem): Answered | null => (answer instanceof BadAnswer ? null : answer);

/** A command of the playbook runs once, whatever comes of it. */
const canBeRepeated = ({ outputs }: Performing): boolean => outputs.every(({ step }) => step.kind !== 'exec');

const gateFailure = ({ item, reports }: Performing): TaskError | null =>
  item.gate !== null && (reports === null || reports.some(({ passed }) => !passed))
    ? gateError(reports ?? [], 'ready')
    : null;

function tellGate(context: SectionContext, one: Performing, reports: readonly GateReport[]): void {
  const took = context.ports.clock.now() - one.queued.startedAt;
  context.emit({
    type: 'gate-finished',
    host: context.host.name,
    play: context.play.name,
    task: one.queued.prepared.task.name,
    reports,
    took,
  });
}

/** What was changed is asked again: verified changes must leave nothing to do. */
function notConverged({ answer }: PreparedItem, changes: readonly Change[]): TaskError | null {
  if (changes.every(({ converges }) => converges !== 'verified')) return null;
  if (answer === null) return null;
  if (answer instanceof BadAnswer)
    return { code: 'bad-answer', message: `after the change: ${answer.message}`, said: answer.said };
  const { planned } = answer;
  if (planned.kind === 'refused') return { code: 'not-converged', message: `after the change: ${planned.message}` };
  const left = planned.changes.find(({ converges }) => converges === 'verified');
  return left === undefined ? null : leftOver(left);
}

function leftOver({ target, diff }: Change): TaskError {
  const entry = diff.entries[0];
  return {
    code: 'not-converged',
    message: `${target} was changed and is not as wanted when asked again`,
    ...(entry === undefined
      ? {}
      : {
          wanted: `${entry.name} ${String(entry.after ?? 'unset')}`,
          seen: `${entry.name} ${String(entry.before ?? 'unset')}`,
        }),
  };
}

function cutOutcome({ item, planned }: Performing, { kind, timeout }: FrameEnd): Outcome {
  const own = item.settings.timeout;
  if (kind === 'interrupted')
    return failedOutcome({ code: 'interrupted', message: 'cut by the operator in the middle' }, planned.changes);
  const which = own === null ? 'command timeout' : "task's timeout";
  const seconds = (own ?? timeout) / 1000;
  const error: TaskError = {
    code: 'timeout',
    message: `did not end within the ${which} of ${String(seconds)} s and was killed with its process group`,
    wanted: `an end within ${String(seconds)} s`,
    seen: 'still running',
    hint:
      own === null
        ? 'give the task a `timeout:` of its own when it may take longer'
        : 'raise the `timeout:` of this task',
  };
  return failedOutcome(error, planned.changes);
}
