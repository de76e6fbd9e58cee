import { identityKey } from '../domain/connection.ts';
import type { GateReport } from '../domain/gate.ts';
import { BadAnswer, type Change, type Planned, type Step, type StepOutput } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import { PutError } from '../domain/errors.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import type { Answered } from '../domain/bound.ts';
import { mayBeStale } from './conflicts.ts';
import { gateError } from './gates.ts';
import type { HostWork, Slot } from './host-work.ts';
import { changedOutcome, failedOutcome, stepError } from './outcome.ts';
import { pendingKey, rememberPending } from './pending.ts';
import { type HostItem, type PreparedItem, askSlots } from './prepare.ts';
import { type Queued, type SectionContext, handlersNotifiedBy, writesOf } from './section-context.ts';
import { type WriteFile, contentBytes, needsUpload, stepCommand } from './steps.ts';

/** One item of a group: what is to be done, and what the host said of it. */
interface Performing {
  readonly queued: Queued;
  readonly prepared: PreparedItem;
  readonly item: HostItem;
  readonly answered: Answered;
  readonly planned: Extract<Planned, { kind: 'changes' }>;
  readonly outputs: StepOutput[];
  reports: readonly GateReport[] | null;
}

/**
 * Performs a group in one exchange and asks in the same frame what was changed and what may have become stale.
 * Fills in the outcomes; an item that was not reached, or that moved in the meantime, keeps none.
 */
export async function performGroup(
  context: SectionContext,
  group: readonly Queued[],
  later: readonly PreparedItem[],
): Promise<void> {
  const performing = group.flatMap(performingOf);
  const first = performing[0];
  if (first === undefined) return;
  const { identity } = first.item.settings;
  const { host } = context;
  const uploads = await uploadAll(host, performing);
  if (uploads instanceof PutError) {
    first.queued.outcome = failedOutcome({ code: 'refused', message: uploads.message }, first.planned.changes);
    return;
  }
  const again = [...performing.map(({ prepared }) => prepared), ...staleOf(host, performing, later)];
  for (const item of again) item.answer = null;
  const asked = askSlots(
    host,
    again.filter(({ item }) => item.kind === 'host' && identityKey(item.settings.identity) === identityKey(identity)),
  );
  const readying: CommandOutput[] = [];
  const before = [...host.begin(identity), ...pendingSlots(context, performing)].map((slot) => noted(slot, readying));
  const slots = [...before, ...performing.flatMap((one) => workSlots(context, one, uploads)), ...asked.slots];
  const timeout = limitOf(context, performing);
  const kind = await host.exchange(identity, slots, {
    prelude: joinCommands([host.library, asked.prelude], sh``),
    timeout,
  });
  const unready = readying.find(({ code }) => code !== 0 && code !== null);
  if (unready !== undefined) {
    first.queued.outcome = failedOutcome(stepError(unready), first.planned.changes);
    return;
  }
  host.changes += performing.reduce((sum, { outputs }) => sum + outputs.filter(succeeded).length, 0);
  settleOutcomes(context, performing, kind, timeout);
}

const noted = (slot: Slot, outputs: CommandOutput[]): Slot => ({
  ...slot,
  read: (output) => {
    outputs.push(output);
    slot.read(output);
  },
});

function performingOf(queued: Queued): readonly Performing[] {
  const prepared = queued.item;
  if (prepared === null || prepared.item.kind !== 'host') return [];
  const { answer } = prepared;
  if (answer === null || answer instanceof BadAnswer || answer.planned.kind !== 'changes') return [];
  return [
    { queued, prepared, item: prepared.item, answered: answer, planned: answer.planned, outputs: [], reports: null },
  ];
}

const staleOf = (
  host: HostWork,
  performing: readonly Performing[],
  later: readonly PreparedItem[],
): readonly PreparedItem[] => {
  const writes = performing.flatMap(({ planned }) => writesOf(planned.changes));
  return later.filter(
    ({ item, answer }) =>
      answer !== null && item.kind === 'host' && mayBeStale(item.bound.query.reads, writes, host.realPath),
  );
};

/** Content that does not fit a script goes ahead, into the journal's folder. */
async function uploadAll(
  host: HostWork,
  performing: readonly Performing[],
): Promise<ReadonlyMap<Step, string> | PutError> {
  const uploads = new Map<Step, string>();
  try {
    for (const { item, planned } of performing) {
      for (const step of planned.changes.flatMap(({ steps }) => steps).filter(needsUpload))
        uploads.set(step, await upload(host, item, step));
    }
  } catch (error) {
    if (error instanceof PutError) return error;
    throw error;
  }
  return uploads;
}

async function upload(host: HostWork, item: HostItem, step: WriteFile): Promise<string> {
  const { identity } = item.settings;
  const begin = host.begin(identity);
  if (begin.length > 0)
    await host.exchange(identity, begin, { prelude: host.library, timeout: host.options.commandTimeout });
  const path = `${host.surveys.get(identityKey(identity))?.folder ?? ''}/put-${host.nextEntry()}`;
  await (await host.connection.session(identity)).put(path, contentBytes(step));
  return path;
}

/** The handlers that these changes will notify, written down before the first of them is made. */
function pendingSlots(context: SectionContext, performing: readonly Performing[]): readonly Slot[] {
  const { host, play } = context;
  return performing.flatMap(({ queued, item }) =>
    handlersNotifiedBy(play, queued.prepared.task).flatMap((handler): readonly Slot[] => {
      const written = host.written.get(identityKey(item.settings.identity)) ?? new Set();
      host.written.set(identityKey(item.settings.identity), written);
      const key = pendingKey(play, handler);
      if (written.has(key)) return [];
      written.add(key);
      const about = {
        key,
        handler: handler.name,
        play: play.name,
        task: queued.prepared.task.name,
        run: host.options.run,
        digest: host.planDigest,
      };
      return [
        {
          command: rememberPending(about),
          onlyIf: 'ok-so-far',
          read: (output) => void (output.code !== 0 && written.delete(key)),
        },
      ];
    }),
  );
}

function workSlots(context: SectionContext, one: Performing, uploads: ReadonlyMap<Step, string>): readonly Slot[] {
  const steps = one.planned.changes.flatMap((change) => change.steps);
  const work = steps.map((step): Slot => {
    if (step.kind === 'restart-unit') context.host.restarted.push({ unit: step.unit, gate: one.item.gate });
    return {
      command: stepCommand(step, context.host.nextEntry(), uploads),
      onlyIf: 'ok-so-far',
      read: (output) => void one.outputs.push({ step, output }),
    };
  });
  const { gate } = one.item;
  if (gate === null) return work;
  const gated: Slot = {
    command: context.ports.gates.command([gate], 'ready'),
    onlyIf: 'ok-so-far',
    read: (output) => void (output.code !== null && (one.reports = context.ports.gates.read(output, [gate]))),
  };
  return [...work, gated];
}

function limitOf(context: SectionContext, performing: readonly Performing[]): number {
  const { options } = context.host;
  return performing.reduce((sum, { item, planned }) => {
    const own = item.settings.timeout;
    const restarts = planned.changes
      .flatMap(({ steps }) => steps)
      .map((step) => (step.kind === 'restart-unit' ? step.waitActive + step.stableFor : 0));
    const gate = item.gate === null ? 0 : context.ports.gates.limit([item.gate], 'ready');
    return sum + (own === null ? restarts.reduce((a, b) => a + b, 0) : own - options.commandTimeout) + gate;
  }, options.commandTimeout);
}

const succeeded = ({ step, output }: StepOutput): boolean =>
  output.code === 0 || (step.kind === 'exec' && (step.accept ?? []).includes(output.code ?? -1));

function settleOutcomes(
  context: SectionContext,
  performing: readonly Performing[],
  kind: string,
  timeout: number,
): void {
  let cut = kind !== 'answered';
  for (const one of performing) {
    const wanted = one.planned.changes.reduce((sum, { steps }) => sum + steps.length, 0);
    const last = one.outputs.at(-1);
    if (one.outputs.length === wanted || (last !== undefined && !succeeded(last))) settle(context, one, last, cut);
    else if (cut) {
      cut = false;
      one.queued.outcome = cutOutcome(one, kind, timeout);
    }
  }
}

/** Three tries for a thing that somebody else changes between question and answer (architecture.md, 3.2). */
const movesAllowed = 3;

function settle(context: SectionContext, one: Performing, last: StepOutput | undefined, cut: boolean): void {
  const { queued, prepared, planned } = one;
  if (last !== undefined && last.output.code === null) return;
  if (last !== undefined && !succeeded(last)) {
    const error = stepError(last.output);
    if (error.code === 'moved' && (prepared.moved += 1) < movesAllowed) return;
    queued.outcome = failedOutcome(error, planned.changes, fieldsOf(one));
    return;
  }
  if (one.reports !== null) tellGate(context, one, one.reports);
  if (one.item.gate !== null && (one.reports === null || one.reports.some(({ passed }) => !passed))) {
    queued.outcome = failedOutcome(gateError(one.reports ?? []), planned.changes, fieldsOf(one));
    return;
  }
  const left = cut ? null : notConverged(prepared, planned.changes);
  queued.outcome =
    left === null
      ? changedOutcome(one.answered, planned, one.outputs)
      : failedOutcome(left, planned.changes, fieldsOf(one));
}

const fieldsOf = (one: Performing): ReturnType<Answered['result']> => one.answered.result(one.outputs);

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
function notConverged({ answer }: PreparedItem, changes: readonly Change[]): ReturnType<typeof stepError> | null {
  if (changes.every(({ converges }) => converges !== 'verified')) return null;
  if (answer === null) return null;
  if (answer instanceof BadAnswer)
    return { code: 'bad-answer', message: `after the change: ${answer.message}`, said: answer.said };
  const { planned } = answer;
  if (planned.kind === 'refused') return { code: 'not-converged', message: `after the change: ${planned.message}` };
  const left = planned.changes.find(({ converges }) => converges === 'verified');
  if (left === undefined) return null;
  const entry = left.diff.entries[0];
  return {
    code: 'not-converged',
    message: `${left.target} was changed and is not as wanted when asked again`,
    ...(entry === undefined
      ? {}
      : {
          wanted: `${entry.name} ${String(entry.after ?? 'unset')}`,
          seen: `${entry.name} ${String(entry.before ?? 'unset')}`,
        }),
  };
}

function cutOutcome(one: Performing, kind: string, timeout: number): ReturnType<typeof failedOutcome> {
  const own = one.item.settings.timeout;
  if (kind === 'interrupted')
    return failedOutcome({ code: 'interrupted', message: 'cut by the operator in the middle' }, one.planned.changes);
  const which = own === null ? 'command timeout' : "task's timeout";
  const seconds = (own ?? timeout) / 1000;
  return failedOutcome(
    {
      code: 'timeout',
      message: `did not end within the ${which} of ${String(seconds)} s and was killed with its process group`,
      wanted: `an end within ${String(seconds)} s`,
      seen: 'still running',
      hint:
        own === null
          ? 'give the task a `timeout:` of its own when it may take longer'
          : 'raise the `timeout:` of this task',
    },
    one.planned.changes,
  );
}
