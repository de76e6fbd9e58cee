import { type Identity, identityKey } from '../domain/connection.ts';
import { PutError } from '../domain/errors.ts';
import type { Step } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { askSlots } from './ask-slots.ts';
import { mayBeStale } from './conflicts.ts';
import { machineOf } from './delegate.ts';
import { gateSlots, keyOf, markSlots, onceSlots, pendingSlots, workSlots } from './group-slots.ts';
import type { HostWork } from './host-work.ts';
import { beforeLockout } from './lockout/before-lockout.ts';
import { concernOf } from './lockout/concerns.ts';
import { failedOutcome, stepError } from './outcome.ts';
import { type Performing, onlyWaits, performingOf, succeeded } from './performing.ts';
import { type PreparedItem, readsOf } from './prepare.ts';
import { performReboot, rebootOf } from './reboot.ts';
import { RefreshWatch } from './refresh/watch.ts';
import { sealSaved } from './seal-saved.ts';
import { type Queued, type SectionContext, writesOf } from './section-context.ts';
import { settleOutcomes } from './settle.ts';
import { noted } from './slot.ts';
import { removeUploads, uploadAll } from './upload.ts';

/** `host`: whose machine does it. */
export async function performOn(
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
  const sealed = await sealSaved(host, performing);
  if ('unsealed' in sealed) {
    first.queued.outcome = failedOutcome({ code: 'refused', message: sealed.unsealed }, first.planned.changes);
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
  const work = performing.flatMap((one) => workSlots(context, host, one, { uploads, sealed }));
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
