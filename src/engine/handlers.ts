import type { ResultEvent, RunEventBody } from '../domain/event.ts';
import type { GateReport } from '../domain/gate.ts';
import type { Identity } from '../domain/connection.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { gateError } from './gates.ts';
import type { Restarted, Slot } from './host-work.ts';
import { findPending, pendingKey, settlePending } from './pending.ts';
import type { SectionContext, SectionEnd } from './section-context.ts';
import { Section } from './section.ts';

/** A handler may notify another; more rounds than this mean that they notify each other in a circle. */
const roundsAllowed = 10;

/**
 * Runs what was notified, in the order it is defined, then watches every restarted service together until it is stable.
 * The results of handlers with a gate are told after that. What passed is taken out of the host's journal.
 */
export async function runHandlers(
  context: SectionContext,
  notified: Set<string>,
  settle: () => boolean,
): Promise<SectionEnd> {
  const { host, play } = context;
  const before = host.restarted.length;
  const held: ResultEvent[] = [];
  const ran = new Set<string>();
  const gated = {
    ...context,
    emit: (event: RunEventBody) => (isHandlerThatRan(event) ? void held.push(event) : context.emit(event)),
  };
  let end: SectionEnd = 'done';
  for (let round = 0; notified.size > 0 && end === 'done'; round += 1) {
    if (round === roundsAllowed) throw new Error(`handlers of play "${play.name}" notify each other in a circle`);
    const now = play.handlers.filter(({ id }) => notified.has(id));
    notified.clear();
    for (const { id } of now) ran.add(id);
    // A handler always runs to its end: an operator's stop holds back tasks only.
    end = await new Section({ ...gated, ports: { ...context.ports, stop: new AbortController().signal } }, now).run();
  }
  if (end === 'done' && context.mode === 'apply')
    end = await stable(context, host.restarted.slice(before), held, settle);
  for (const event of held) context.emit(event);
  if (end === 'done' && context.mode === 'apply') await settleAll(context, ran);
  return end;
}

const isHandlerThatRan = (event: RunEventBody): event is ResultEvent =>
  event.type === 'handler-finished' && event.status === 'changed';

/** All services that these handlers restarted stay healthy together; a failure is told on the handler that restarted it. */
async function stable(
  context: SectionContext,
  restarted: readonly Restarted[],
  held: ResultEvent[],
  settle: () => boolean,
): Promise<SectionEnd> {
  const specs = restarted.flatMap(({ gate }) => (gate === null ? [] : [gate]));
  if (specs.length === 0) return 'done';
  const startedAt = context.ports.clock.now();
  const settling = settle();
  const gates = specs.map((gate) => ({ ...gate, settle: settling }));
  let reports: readonly GateReport[] = [];
  const slot: Slot = {
    command: context.ports.gates.command(gates, 'stable'),
    read: (output) => void (reports = context.ports.gates.read(output, gates)),
  };
  const kind = await context.host.exchange(identityOf(context), [slot], {
    timeout: context.ports.gates.limit(gates, 'stable'),
  });
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
  blame(restarted, held, reports);
  return 'failed';
}

function blame(restarted: readonly Restarted[], held: ResultEvent[], reports: readonly GateReport[]): void {
  const failed = reports.find(({ passed }) => !passed);
  const unit = restarted.find(({ gate }) => gate?.component === failed?.component)?.unit ?? restarted.at(-1)?.unit;
  const restartedIt = (event: ResultEvent): boolean =>
    event.changes.some(({ steps }) => steps.some((step) => step.kind === 'restart-unit' && step.unit === unit));
  const at = Math.max(held.findIndex(restartedIt), 0);
  const event = held[at];
  if (event !== undefined) held[at] = { ...event, status: 'failed', error: gateError(reports) };
}

/** The identity that restarts services: the one that the run has done its work under. */
function identityOf(context: SectionContext): Identity {
  const identities = [...context.host.identities.values()];
  return (
    identities.find((identity) => identity.kind === 'become' && identity.user === 'root') ??
    identities[0] ?? { kind: 'login' }
  );
}

/** Takes what has run out of the journal of pending handlers, of this run and of earlier ones. */
async function settleAll(context: SectionContext, ran: ReadonlySet<string>): Promise<void> {
  const { host, play } = context;
  const keys = new Set(play.handlers.filter(({ id }) => ran.has(id)).map((handler) => pendingKey(play, handler)));
  for (const [key, identity] of host.identities) {
    const old = (host.surveys.get(key)?.pending ?? []).filter((pending) =>
      ran.has(findPending(play, pending)?.id ?? ''),
    );
    const mine = [...(host.written.get(key) ?? [])].filter((one) => keys.has(one));
    const all = [...new Set([...mine, ...old.map((pending) => pending.key)])];
    if (all.length === 0) continue;
    await host.exchange(identity, [{ command: settlePending(all), read: () => undefined }], {
      prelude: host.library,
      timeout: host.options.commandTimeout,
    });
    for (const one of mine) host.written.get(key)?.delete(one);
    host.forget(key, all);
  }
}

/** Handlers that an earlier run left behind on this host and that this play knows. */
export const leftBehind = (context: SectionContext): readonly TaskPlan[] =>
  [...context.host.surveys.values()].flatMap(({ pending }) =>
    pending.flatMap((one) => findPending(context.play, one) ?? []),
  );
