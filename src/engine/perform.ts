import { type Identity, identityKey } from '../domain/connection.ts';
import { PutError } from '../domain/errors.ts';
import type { Step } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { mayBeStale } from './conflicts.ts';
import { entryName } from './journal.ts';
import type { HostWork, Slot } from './host-work.ts';
import { beforeLockout } from './lockout/before-lockout.ts';
import { concernOf } from './lockout/concerns.ts';
import { failedOutcome, stepError } from './outcome.ts';
import { pendingKey, rememberPending } from './pending.ts';
import { markApplied, refuseApplied } from './plan-marks.ts';
import { type Performing, onlyWaits, performingOf, succeeded } from './performing.ts';
import { type PreparedItem, askSlots, itemKey, readsOf } from './prepare.ts';
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
  const { host } = context;
  const performing = await beforeLockout(context, group.flatMap(performingOf));
  const first = performing[0];
  if (first === undefined) return;
  const uploads = await uploadAll(host, performing);
  if (uploads instanceof PutError) {
    first.queued.outcome = failedOutcome({ code: 'refused', message: uploads.message }, first.planned.changes);
    return;
  }
  const { identity } = first.item.settings;
  const asked = askAgain(host, performing, others, identity);
  const readying: CommandOutput[] = [];
  const before = [...host.begin(identity), ...onceSlots(host, performing), ...pendingSlots(context, performing)].map(
    (slot) => noted(slot, readying),
  );
  const work = performing.flatMap((one) => workSlots(context, one, uploads));
  const timeout = limitOf(context, performing);
  const reboot = rebootOf(first);
  if (reboot !== null) {
    const after = [...gateSlots(context, first), ...markSlots(host, first)];
    return performReboot(context, { one: first, step: reboot, before, after, others });
  }
  const watch = new RefreshWatch();
  const kind = await host.exchange(identity, [...before, ...work, ...removeUploads(uploads), ...asked.slots], {
    prelude: joinCommands([host.library, asked.prelude], sh``),
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
  identity: Identity,
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
  host.marks?.forget(writes, readsOf(asked), host.realPath);
  const looks = host.marks?.slots(identity, readsOf(asked)) ?? [];
  const questions = askSlots(host, asked);
  return { ...questions, slots: [...looks, ...questions.slots] };
}

const noted = (slot: Slot, outputs: CommandOutput[]): Slot => ({
  ...slot,
  read: (output) => {
    outputs.push(output);
    slot.read(output);
  },
});

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
        read: (output) => void (output.code === 0 && host.wrotePending(identity, key)),
      });
    }
  }
  return [...slots.values()];
}

function workSlots(context: SectionContext, one: Performing, uploads: Uploads): readonly Slot[] {
  const steps = one.planned.changes.flatMap((change) => change.steps);
  const work = steps.map((step): Slot => {
    const { host } = context;
    const restarted = step.kind === 'restart-unit' ? { unit: step.unit, gate: one.item.gate } : null;
    if (restarted !== null) host.willRestart(restarted);
    const entry = host.nextEntry();
    one.queued.entry ??= entry;
    return {
      command: stepCommand(step, entryName(entry), uploads),
      onlyIf: 'ok-so-far',
      read: (output) => {
        one.outputs.push({ step, output: step.kind === 'save-file' ? saveFile(host, step, output) : output });
        if (restarted !== null && output.code !== null) host.restarts.push({ ...restarted, entry });
      },
    };
  });
  return [...work, ...gateSlots(context, one), ...markSlots(context.host, one)];
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
