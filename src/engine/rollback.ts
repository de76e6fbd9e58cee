import { type Identity, identityKey } from '../domain/connection.ts';
import { ConnectError } from '../domain/errors.ts';
import type { GateReport, GateSpec } from '../domain/gate.ts';
import type { CommandOutput } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { count } from '../domain/count.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import type { Restarted } from './host-journal.ts';
import type { HostWork } from './host-work.ts';
import type { Slot } from './slot.ts';
import { unmark } from './plan-marks.ts';
import type { RunPorts } from './ports.ts';
import { rollbackLibrary } from './rollback-library.ts';

export interface RollbackReport {
  readonly undone: number;
  /** Paths that somebody changed since, which therefore stay. */
  readonly kept: readonly string[];
  /** Paths that could not be put back. */
  readonly stuck: readonly string[];
  /** Everything is as before the run. */
  readonly complete: boolean;
  /** Every service that was restarted is itself and healthy; true where none was. */
  readonly healthy: boolean;
  readonly gates: readonly GateReport[];
  /** Changes that its tasks made on other machines, by their names: they stay. */
  readonly elsewhere?: ReadonlyMap<string, number>;
}

/** Puts back, in reverse, what this run changed on a host, restarts what it had restarted, through their gates. */
export async function rollbackHost(host: HostWork, ports: RunPorts): Promise<RollbackReport> {
  const { kept: plan, run } = host.options;
  const before = plan === undefined ? sh`` : unmark(plan.id, run);
  const reports: RollbackReport[] = [];
  for (const identity of host.identities.values()) {
    if (host.journal.hasBegun(identity))
      reports.push(await undo(host, ports, identity, distinct(host.journal.restarted), { before }));
  }
  const report = together(reports);
  return host.changedElsewhere.size === 0
    ? report
    : { ...report, complete: false, elsewhere: new Map(host.changedElsewhere) };
}

const together = (reports: readonly RollbackReport[]): RollbackReport => ({
  undone: reports.reduce((sum, { undone }) => sum + undone, 0),
  kept: reports.flatMap(({ kept }) => kept),
  stuck: reports.flatMap(({ stuck }) => stuck),
  complete: reports.every(({ complete }) => complete),
  healthy: reports.every(({ healthy }) => healthy),
  gates: reports.flatMap(({ gates }) => gates),
});

/** Puts back what this run changed on a host from an entry of its journal on, and restarts what was restarted since. */
export async function rollbackFrom(host: HostWork, ports: RunPorts, from: number): Promise<RollbackReport> {
  const restarted = distinct(host.journal.restarts.filter(({ entry }) => entry >= from));
  const reports: RollbackReport[] = [];
  for (const identity of host.identities.values())
    if (host.journal.hasBegun(identity)) reports.push(await undo(host, ports, identity, restarted, { from }));
  return together(reports);
}

/** One restart a unit, in the order of the first. */
export const distinct = (restarted: readonly Restarted[]): readonly Restarted[] =>
  restarted.filter(({ unit }, at) => restarted.findIndex((other) => other.unit === unit) === at);

/** `before` runs first in the frame: it may point `R` at another run's journal. `from`: entries from there on. */
export async function undo(
  host: HostWork,
  ports: RunPorts,
  identity: Identity,
  restarted: readonly Restarted[],
  { before = sh``, from = null }: { readonly before?: ShellCommand; readonly from?: number | null } = {},
): Promise<RollbackReport> {
  await outlastRefresh(host, identity);
  const restored = new Restored();
  const gates: GateReport[] = [];
  const specs = restarted.flatMap(({ gate }) => (gate === null ? [] : [gate]));
  const restore: Slot = {
    command: sh`${before}bw_undo_all ${String(from ?? 0)} && { systemctl daemon-reload 2>/dev/null || :; }`,
    read: (output) => restored.read(output),
  };
  const checks = [
    ...specs.map((gate) => check(ports, [gate], 'ready', gates)),
    ...(specs.length > 0 ? [check(ports, specs, 'stable', gates)] : []),
  ];
  const timeout =
    host.options.commandTimeout +
    specs.reduce((sum, gate) => sum + ports.gates.limit([gate], 'ready'), ports.gates.limit(specs, 'stable'));
  await host.exchange(identity, [restore, ...restarted.map(restart), ...checks], {
    prelude: joinCommands([host.journal.library, rollbackLibrary], sh``),
    timeout,
  });
  if (restored.complete && from === null) await forgetPending(host, identity);
  const { undone, kept, stuck, complete } = restored;
  const healthy = specs.every(({ component }) => passed(gates, component));
  return { undone, kept, stuck, complete, healthy, gates };
}

/** What is half done is put back also where snapd takes longer than anybody waits. */
async function outlastRefresh(host: HostWork, identity: Identity): Promise<void> {
  try {
    await host.exchange(identity, [], { timeout: host.options.commandTimeout });
  } catch (error) {
    if (!(error instanceof ConnectError) || error.reason !== 'refreshing') throw error;
  }
}

/** What the journal's entries answered. Without the end of the whole command it is not complete. */
class Restored {
  undone = 0;
  readonly kept: string[] = [];
  readonly stuck: string[] = [];
  #ended = false;

  get complete(): boolean {
    return this.#ended && this.kept.length === 0 && this.stuck.length === 0;
  }

  read({ code, stdout }: CommandOutput): void {
    this.#ended = code === 0;
    for (const line of stdout.toString('utf8').split('\n')) {
      const [word = '', , ...path] = line.split(' ');
      if (word === 'undone') this.undone += 1;
      if (word === 'kept') this.kept.push(path.join(' '));
      if (word === 'stuck') this.stuck.push(path.join(' '));
    }
  }
}

const restart = ({ unit }: Restarted): Slot => ({
  command: sh`systemctl reset-failed -- ${unit}; systemctl --no-ask-password restart -- ${unit}`,
  read: () => undefined,
});

/** What was put back needs no handler any more. */
async function forgetPending(host: HostWork, identity: Identity): Promise<void> {
  const written = [...(host.journal.written.get(identityKey(identity)) ?? [])];
  if (written.length === 0) return;
  await host.takeOutPending(identity, written);
}

/** `since`: what it is then as before. */
export function rollbackMessage(
  { undone, kept, stuck, complete, healthy, gates, elsewhere = new Map() }: RollbackReport,
  since = 'the run',
): string {
  const ailing = gates.some(({ passed: isPassed }) => !isPassed)
    ? 'services are NOT healthy'
    : 'services were not asked again';
  const parts = [
    `${count(undone, 'change')} undone${complete ? `, as before ${since}` : ''}`,
    ...(kept.length === 0 ? [] : [`changed by somebody else since and left alone: ${kept.join(', ')}`]),
    ...(stuck.length === 0 ? [] : [`could not be put back: ${stuck.join(', ')}`]),
    ...(elsewhere.size === 0 ? [] : [`delegated, and so kept: ${changesElsewhere(elsewhere)}`]),
    ...(complete || kept.length + stuck.length + elsewhere.size > 0 ? [] : ['cut before the end']),
    healthy ? 'services healthy' : ailing,
  ];
  return parts.join('; ');
}

const changesElsewhere = (elsewhere: ReadonlyMap<string, number>): string =>
  [...elsewhere].map(([host, changes]) => `${count(changes, 'change')} on ${host}`).join(', ');

const check = (ports: RunPorts, specs: readonly GateSpec[], phase: 'ready' | 'stable', into: GateReport[]): Slot => ({
  command: ports.gates.command(specs, phase),
  read: (output) => void into.push(...ports.gates.read(output, specs)),
});

const passed = (gates: readonly GateReport[], component: string): boolean => {
  const own = gates.filter((report) => report.component === component);
  return own.length > 0 && own.every((report) => report.passed);
};
