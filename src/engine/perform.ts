import { type Identity, identityKey } from '../domain/connection.ts';
import { PutError } from '../domain/errors.ts';
import type { Step } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import type { TaskError } from '../domain/errors.ts';
import { mayBeStale } from './conflicts.ts';
import { entryName } from './journal.ts';
import { elsewhere, machineOf } from './delegate.ts';
import { lockAll } from './locks.ts';
import type { HostWork } from './host-work.ts';
import { type Slot, noted } from './slot.ts';
import { beforeLockout } from './lockout/before-lockout.ts';
import { concernOf } from './lockout/concerns.ts';
import { loginIsShutOn } from './lockout/delegated-login.ts';
import { failedOutcome, stepError } from './outcome.ts';
import { pendingKey, rememberPending } from './pending.ts';
import { markApplied, refuseApplied } from './plan-marks.ts';
import { askSlots } from './ask-slots.ts';
import { type Performing, onlyWaits, performingOf, succeeded } from './performing.ts';
import { type PreparedItem, itemKey, readsOf } from './prepare.ts';
import { performReboot, rebootOf } from './reboot.ts';
import { RefreshWatch } from './refresh/watch.ts';
import { type Queued, type SectionContext, handlersNotifiedBy, writesOf } from './section-context.ts';
import { settleOutcomes } from './settle.ts';
import { saveFile } from './save-file.ts';
import { type Uploads, stepCommand } from './steps.ts';
import { removeUploads, uploadAll } from './upload.ts';

/**
 * Performs a group in one exchange and asks in the same frame what was changed and what of `others` may have become
 * stale. Fills in the outcomes; an item that was not reached, or that moved in the meantime, keeps none. During a snap
 * refresh nothing is begun, and what went wrong beside one is tried again after it.
 */
export async function performGroup(
  context: SectionContext,
  group: readonly Queued[],
  others: readonly PreparedItem[],
): Promise<void> {
  const [item] = group.flatMap(performingOf);
  if (item === undefined) return;
  const { host } = context;
  const machine = machineOf(host, item.item);
  const forOthers = group.filter(({ prepared: { task } }) => task.runOnce || task.delegated).flatMap(performingOf);
  const writes = forOthers.flatMap(({ planned }) => writesOf(planned.changes));
  if (machine === host) await performOn(context, machine, group, others);
  else await elsewhere(host, machine, () => performElsewhere(context, machine, group, others));
  if (writes.some(({ kind }) => kind === 'any')) host.around.disturbAll();
}

/** Beside what the group's own machine has to know, the host of the task keeps what is its own: its handlers, and what of a plan file is done. */
async function performElsewhere(
  context: SectionContext,
  machine: HostWork,
  group: readonly Queued[],
  others: readonly PreparedItem[],
): Promise<void> {
  const [first] = group;
  const refused = await notLocked(machine, context);
  const unready = refused ?? (await readyHere(context, group.flatMap(performingOf)));
  if (unready !== null) {
    if (first !== undefined) first.outcome = failedOutcome(unready, group.flatMap(performingOf)[0]?.planned.changes);
    return;
  }
  const writes = group.flatMap(performingOf).flatMap(({ planned }) => writesOf(planned.changes));
  const before = machine.changes;
  await performOn(context, machine, group, others);
  const made = machine.changes - before;
  if (made === 0) return;
  const { changedElsewhere } = context.host;
  changedElsewhere.set(machine.name, (changedElsewhere.get(machine.name) ?? 0) + made);
  const shut = await loginIsShutOn(machine, context.ports);
  if (shut !== null && first !== undefined) first.outcome = failedOutcome(shut, first.outcome?.changes);
  machine.disturb(writes);
  machine.renewMarker();
}

/** Writes down on the host of the task what has to be known there before the change is made. */
async function readyHere(context: SectionContext, performing: readonly Performing[]): Promise<TaskError | null> {
  const { host } = context;
  const first = performing[0];
  if (first === undefined) return null;
  const outputs: CommandOutput[] = [];
  const own = [...onceSlots(host, performing), ...pendingSlots(context, performing)];
  const marks = performing.flatMap((one) => markSlots(host, one));
  if (own.length + marks.length === 0) return null;
  const { identity } = first.item.settings;
  const slots = [...host.journal.begin(identity), ...own, ...marks].map((slot) => noted(slot, outputs));
  await host.exchange(identity, slots, { prelude: host.journal.library, timeout: host.options.commandTimeout });
  const unready = outputs.find(({ code }) => code !== 0 && code !== null);
  return unready === undefined ? null : stepError(unready);
}

async function notLocked(machine: HostWork, { ports }: SectionContext): Promise<TaskError | null> {
  if (machine.locked || machine.rehearsal !== null) return null;
  const busy = await lockAll([machine], ports);
  const why = busy === null ? machine.unlockable?.message : `it is locked by ${busy.holder}`;
  return why === undefined ? null : { code: 'refused', message: `nothing was changed on ${machine.name}: ${why}` };
}

/** `host`: whose machine does it. */
async function performOn(
  context: SectionContext,
  host: HostWork,
  group: readonly Queued[],
  others: readonly PreparedItem[],
): Promise<void> {
  const isHere = host === context.host;
  const performing = await beforeLockout(context, host, group.flatMap(performingOf));
  const first = performing[0];
  if (first === undefined) return;
  const uploads = await uploadAll(host, performing);
  if (uploads instanceof PutError) {
    first.queued.outcome = failedOutcome({ code: 'refused', message: uploads.message }, first.planned.changes);
    return;
  }
  const { identity } = first.item.settings;
  const asked = askAgain(
    host,
    performing,
    others.filter(({ item }) => item.kind === 'host' && machineOf(context.host, item) === host),
    { identity, isHere },
  );
  const readying: CommandOutput[] = [];
  const own = isHere ? [...onceSlots(host, performing), ...pendingSlots(context, performing)] : [];
  const before = [...host.journal.begin(identity), ...own].map((slot) => noted(slot, readying));
  const work = performing.flatMap((one) => workSlots(context, host, one, uploads));
  const timeout = limitOf(context, performing);
  const reboot = rebootOf(first);
  if (reboot !== null) {
    const after = [...gateSlots(context, first), ...markSlots(host, first)];
    return performReboot(context, { one: first, step: reboot, before, after, others });
  }
  const watch = new RefreshWatch();
  const kind = await host.exchange(identity, [...before, ...work, ...removeUploads(uploads), ...asked.slots], {
    prelude: joinCommands([host.journal.library, asked.prelude], sh``),
    timeout,
    keys: performing.map(keyOf),
    watch,
  });
  if (watch.refused) return host.outlast(identity, watch.change);
  if (watch.disturbed) await context.preparation.ask(performing.map(({ prepared }) => prepared));
  const unready = readying.find(({ code }) => code !== 0 && code !== null);
  if (unready !== undefined) {
    first.queued.outcome = failedOutcome(stepError(unready), first.planned.changes);
    return;
  }
  host.changes += performing.reduce((sum, one) => sum + (onlyWaits(one) ? 0 : one.outputs.filter(succeeded).length), 0);
  noteLogin(host, performing);
  settleOutcomes(context, performing, { kind, timeout, disturbed: watch.disturbed });
}

function noteLogin(host: HostWork, performing: readonly Performing[]): void {
  const touching = performing.find(({ outputs }) =>
    outputs.some((one) => concernOf(one.step) !== null && one.output.code !== null),
  );
  if (touching === undefined) return;
  host.loginTouched ??= { task: touching.queued.prepared.task, identity: touching.item.settings.identity };
}

/** The questions of what is changed, and of what its changes may have made stale; their old answers are gone. */
function askAgain(
  host: HostWork,
  performing: readonly Performing[],
  others: readonly PreparedItem[],
  { identity, isHere }: { readonly identity: Identity; readonly isHere: boolean },
): ReturnType<typeof askSlots> {
  const writes = performing.flatMap(({ planned }) => writesOf(planned.changes));
  const stale = others.filter(
    ({ item, answer }) =>
      answer !== null && item.kind === 'host' && mayBeStale(item.bound.query.reads, writes, host.realPath),
  );
  const again = [...performing.map(({ prepared }) => prepared), ...stale];
  for (const item of again) item.answer = null;
  const keys = new Set(performing.map(({ item }) => identityKey(item.settings.identity)));
  const asked = again.filter(({ item }) => item.kind === 'host' && keys.has(identityKey(item.settings.identity)));
  const forgotten = host.marks?.forget(writes, readsOf(asked), host.realPath) ?? [];
  const looks = host.marks?.slots(identity, isHere ? readsOf(asked) : forgotten) ?? [];
  const questions = askSlots(host, asked);
  return { ...questions, slots: [...looks, ...questions.slots] };
}

/**
 * The handlers that these changes will notify, written down before the first of them is made. What an earlier run
 * left behind is written down already, and stays that run's.
 */
function pendingSlots(context: SectionContext, performing: readonly Performing[]): readonly Slot[] {
  const { host, play } = context;
  const slots = new Map<string, Slot>();
  for (const { queued, item } of performing) {
    const { identity } = item.settings;
    for (const handler of handlersNotifiedBy(play, queued.prepared.task, queued.item)) {
      const key = pendingKey(play, handler);
      if (host.hasPending(identity, key)) continue;
      const about = { key, handler: handler.name, play: play.name, task: queued.prepared.task.name };
      slots.set(key, {
        command: rememberPending({ ...about, run: host.options.run, digest: host.planDigest }),
        onlyIf: 'ok-so-far',
        read: (output) => void (output.code === 0 && host.journal.wrotePending(identity, key)),
      });
    }
  }
  return [...slots.values()];
}

function workSlots(context: SectionContext, host: HostWork, one: Performing, uploads: Uploads): readonly Slot[] {
  const steps = one.planned.changes.flatMap((change) => change.steps);
  const work = steps.map((step): Slot => {
    const restarted = step.kind === 'restart-unit' ? { unit: step.unit, gate: one.item.gate } : null;
    if (restarted !== null) host.journal.willRestart(restarted);
    const entry = host.journal.nextEntry();
    one.queued.entry ??= entry;
    return {
      command: stepCommand(step, entryName(entry), uploads),
      onlyIf: 'ok-so-far',
      read: (output) => {
        one.outputs.push({ step, output: step.kind === 'save-file' ? saveFile(host, step, output) : output });
        if (restarted !== null && output.code !== null) host.journal.restarts.push({ ...restarted, entry });
      },
    };
  });
  const marks = host === context.host ? markSlots(host, one) : [];
  return [...work, ...gateSlots(context, one), ...marks];
}

function gateSlots({ ports: { gates } }: SectionContext, one: Performing): readonly Slot[] {
  const { gate } = one.item;
  if (gate === null) return [];
  return [
    {
      command: gates.command([gate], 'ready'),
      onlyIf: 'ok-so-far',
      read: (output) => void (output.code !== null && (one.reports = gates.read(output, [gate]))),
    },
  ];
}

/** What a plan file allows is done once: refused where the host remembers it, and remembered as soon as it is done. */
const onceSlots = (host: HostWork, performing: readonly Performing[]): readonly Slot[] =>
  host.options.kept === undefined
    ? []
    : [
        {
          command: refuseApplied(host.options.kept.id, performing.map(keyOf)),
          onlyIf: 'ok-so-far',
          read: () => undefined,
        },
      ];

const markSlots = ({ options: { kept, run } }: HostWork, one: Performing): readonly Slot[] =>
  kept === undefined
    ? []
    : [{ command: markApplied(kept.id, keyOf(one), run), onlyIf: 'ok-so-far', read: () => undefined }];

const keyOf = ({ queued: { prepared }, prepared: item }: Performing): string => itemKey(prepared, item);

/** Milliseconds that a step may take by design. */
function takes(step: Step): number {
  if (step.kind === 'restart-unit') return step.waitActive + step.stableFor;
  return step.kind === 'exec' ? (step.takes ?? 0) : 0;
}

/** Milliseconds: the task's own timeout where it has one (then it is alone), else the run's with room for restarts. */
function limitOf(context: SectionContext, performing: readonly Performing[]): number {
  const own = performing.find(({ item }) => item.settings.timeout !== null)?.item.settings.timeout ?? null;
  const restarts = performing.flatMap(({ planned }) => planned.changes.flatMap(({ steps }) => steps)).map(takes);
  const gates = performing.map(({ item }) =>
    item.gate === null ? 0 : context.ports.gates.limit([item.gate], 'ready'),
  );
  const work = own ?? restarts.reduce((a, b) => a + b, context.host.options.commandTimeout);
  return gates.reduce((a, b) => a + b, work);
}
