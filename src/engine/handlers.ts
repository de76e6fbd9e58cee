import { type ResultEvent, type RunEventBody, isResult } from '../domain/event.ts';
import type { GateReport, GateSpec } from '../domain/gate.ts';
import type { Identity } from '../domain/connection.ts';
import type { FrameResult } from '../domain/session.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { gateError } from './gates.ts';
import type { Restarted } from './host-journal.ts';
import type { Slot } from './slot.ts';
import { findPending, pendingKey } from './pending.ts';
import { RefreshWatch } from './refresh/watch.ts';
import type { SectionContext, SectionEnd } from './section-context.ts';
import { type Beside, Section } from './section.ts';

/** Which handlers of a play run now, and what of it others have to know. */
export interface Flush extends Beside {
  readonly settle: () => boolean;
  /** The last one of the play: what a handler notifies that stands before it runs too. Else that waits for the next flush. */
  readonly isLast: boolean;
}

/**
 * Runs what was notified, in the order it is defined, then watches every restarted service together until it is stable.
 * The results of handlers with a gate are told after that. What passed is taken out of the host's journal.
 */
export async function runHandlers(context: SectionContext, flush: Flush): Promise<SectionEnd> {
  const before = context.host.journal.restarted.length;
  const held: ResultEvent[] = [];
  const ran = new Set<string>();
  /** Too disruptive for this run: they stay due. */
  const notDone = new Set<string>();
  const holding: SectionContext = {
    ...context,
    // A handler always runs to its end: an operator's stop holds back tasks only.
    halted: () => false,
    ahead: (next) => next,
    emit: (event: RunEventBody) => {
      if (isResult(event) && event.status === 'drifted') notDone.add(event.taskId);
      if (isResult(event) && (isHandlerThatRan(event) || held.length > 0)) held.push(event);
      else context.emit(event);
    },
  };
  try {
    const end = await runPasses(holding, flush, ran);
    if (end !== 'done' || context.mode === 'plan') return end;
    const stood = await stable(context, context.host.journal.restarted.slice(before), held, flush);
    if (stood === 'done') settleRan(context, new Set([...ran].filter((id) => !notDone.has(id))));
    return stood;
  } finally {
    for (const event of held) context.emit(event);
  }
}

/** A playbook whose handlers notify each other in a circle does not compile. */
async function runPasses(context: SectionContext, flush: Flush, ran: Set<string>): Promise<SectionEnd> {
  const { play, notified } = context;
  for (let pass = 0; notified.size > 0 && (pass === 0 || flush.isLast); pass += 1) {
    if (pass > play.handlers.length) throw new Error(`handlers of play "${play.name}" notify each other in a circle`);
    const end = await runPass(context, flush, ran);
    if (end !== 'done') return end;
  }
  return 'done';
}

/** Once through the handlers as they are defined: one that is notified by an earlier one still comes in its place. */
async function runPass(context: SectionContext, { beside, rescued }: Flush, ran: Set<string>): Promise<SectionEnd> {
  const { play, notified, preparation } = context;
  for (let from = 0; from < play.handlers.length;) {
    const due = play.handlers.slice(from).filter(({ id }) => notified.has(id));
    const notifies = due.findIndex((handler) => handler.notify.length > 0);
    const now = notifies < 0 ? due : due.slice(0, notifies + 1);
    const last = now.at(-1);
    if (last === undefined) return 'done';
    preparation.forget(now);
    for (const { id } of now) {
      notified.delete(id);
      ran.add(id);
    }
    const about = { ...(beside && { beside }), ...(rescued !== undefined && { rescued }) };
    const end = await new Section(context, now, null, about).run();
    if (end !== 'done') return end;
    from = play.handlers.indexOf(last) + 1;
  }
  return 'done';
}

const isHandlerThatRan = (event: ResultEvent): boolean =>
  event.type === 'handler-finished' && event.status === 'changed';

/** All services that these handlers restarted stay healthy together; a failure is told on the handler that restarted it. */
async function stable(
  context: SectionContext,
  restarted: readonly Restarted[],
  held: ResultEvent[],
  { settle, rescued }: Flush,
): Promise<SectionEnd> {
  const specs = restarted.flatMap(({ gate }) => (gate === null ? [] : [gate]));
  if (specs.length === 0) return 'done';
  const startedAt = context.ports.clock.now();
  const settling = settle();
  const gates = specs.map((gate) => ({ ...gate, settle: settling }));
  const { kind, reports } = await watchServices(context, gates);
  const took = context.ports.clock.now() - startedAt;
  context.emit({
    type: 'gate-finished',
    host: context.host.name,
    play: context.play.name,
    task: 'stable',
    reports,
    took,
  });
  if (kind === 'answered' && reports.length > 0 && reports.every(({ passed }) => passed)) return 'done';
  blame(restarted, held, { reports, rescued: rescued === true });
  return 'failed';
}

/** Watches from the start where a snap refresh came in between: it restarts them all, and they have to come up first. */
async function watchServices(context: SectionContext, gates: readonly GateSpec[]): Promise<Watched> {
  for (let phases: Watched['phases'] = ['stable']; ; phases = ['ready', 'stable']) {
    const watched = await watchOnce(context, gates, phases);
    if (!watched.watch.disturbed) return watched;
    await context.host.outlast(identityOf(context), watched.watch.change);
  }
}

interface Watched {
  readonly phases: readonly ('ready' | 'stable')[];
  readonly kind: FrameResult['kind'];
  /** Of the phase that failed, else of the last. */
  readonly reports: readonly GateReport[];
  readonly watch: RefreshWatch;
}

async function watchOnce(
  context: SectionContext,
  gates: readonly GateSpec[],
  phases: Watched['phases'],
): Promise<Watched> {
  const scripts = context.ports.gates;
  const watch = new RefreshWatch();
  let reports: readonly GateReport[] = [];
  const slots = phases.map((phase): Slot => ({
    command: scripts.command(gates, phase),
    onlyIf: 'ok-so-far',
    read: (output) => void (output.code !== null && (reports = scripts.read(output, gates))),
  }));
  const timeout = phases.reduce((sum, phase) => sum + scripts.limit(gates, phase), 0);
  const kind = await context.host.exchange(identityOf(context), slots, { timeout, watch });
  return { phases, kind, reports, watch };
}

function blame(
  restarted: readonly Restarted[],
  held: ResultEvent[],
  { reports, rescued }: { readonly reports: readonly GateReport[]; readonly rescued: boolean },
): void {
  const failed = reports.find(({ passed }) => !passed);
  const unit = restarted.find(({ gate }) => gate?.component === failed?.component)?.unit ?? restarted.at(-1)?.unit;
  const restartedIt = (event: ResultEvent): boolean =>
    event.changes.some(({ steps }) => steps.some((step) => step.kind === 'restart-unit' && step.unit === unit));
  const at = Math.max(held.findIndex(restartedIt), 0);
  const event = held[at];
  if (event !== undefined) held[at] = { ...event, status: 'failed', rescued, error: gateError(reports, 'stable') };
}

/** The identity that restarts services: the one that the run has done its work under. */
function identityOf(context: SectionContext): Identity {
  const identities = [...context.host.identities.values()];
  return (
    identities.find((identity) => identity.kind === 'become' && identity.user === 'root') ??
    identities[0] ?? { kind: 'login' }
  );
}

/** What has run is no longer due, neither for this run nor for the earlier one that left it behind. */
function settleRan({ host, play }: SectionContext, ran: ReadonlySet<string>): void {
  for (const handler of play.handlers.filter(({ id }) => ran.has(id)))
    host.journal.due.delete(pendingKey(play, handler));
  for (const { pending } of host.surveys.values())
    for (const one of pending) if (ran.has(findPending(play, one)?.id ?? '')) host.journal.settled.add(one.key);
}

/** Takes out of the host's journal what has run, and what was written down for changes that were then not made. */
export async function settlePendingRecords({ host }: SectionContext): Promise<void> {
  for (const [key, identity] of host.identities) {
    const mine = [...(host.journal.written.get(key) ?? [])].filter((one) => !host.journal.due.has(one));
    const old = (host.surveys.get(key)?.pending ?? []).filter(
      (one) => host.journal.settled.has(one.key) && !host.journal.due.has(one.key),
    );
    const all = [...new Set([...mine, ...old.map((pending) => pending.key)])];
    if (all.length === 0) continue;
    await host.takeOutPending(identity, all);
  }
}

/** Handlers that an earlier run left behind on this host and that this play knows. */
export const leftBehind = (context: SectionContext): readonly TaskPlan[] =>
  [...context.host.surveys.values()].flatMap(({ pending }) =>
    pending.flatMap((one) => findPending(context.play, one) ?? []),
  );

/** What was notified and does not run, because the play ended here before: the next run does it. */
export function tellDue({ host, play, emit }: SectionContext): void {
  for (const handler of play.handlers.filter((one) => host.journal.due.has(pendingKey(play, one))))
    emit({ type: 'handler-pending', host: host.name, handler: handler.name, run: host.options.run, settled: false });
}
