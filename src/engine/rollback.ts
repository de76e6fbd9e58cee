import { type Identity, identityKey } from '../domain/connection.ts';
import type { GateReport, GateSpec } from '../domain/gate.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import type { HostWork, Restarted, Slot } from './host-work.ts';
import { settlePending } from './pending.ts';
import type { RunPorts } from './ports.ts';
import { rollbackLibrary } from './rollback-library.ts';

export interface RollbackReport {
  readonly undone: number;
  /** Paths that somebody changed since, which therefore stay. */
  readonly kept: readonly string[];
  /** Every service that was restarted is itself and healthy; true where none was. */
  readonly healthy: boolean;
  readonly gates: readonly GateReport[];
}

/** Puts back, in reverse, what this run changed on a host, restarts what it had restarted, through their gates. */
export async function rollbackHost(host: HostWork, ports: RunPorts): Promise<RollbackReport> {
  const reports: RollbackReport[] = [];
  for (const identity of host.identities.values()) {
    if (host.hasBegun(identity)) reports.push(await undo(host, ports, identity, distinct(host.restarted)));
  }
  return {
    undone: reports.reduce((sum, { undone }) => sum + undone, 0),
    kept: reports.flatMap(({ kept }) => kept),
    healthy: reports.every(({ healthy }) => healthy),
    gates: reports.flatMap(({ gates }) => gates),
  };
}

/** One restart a unit, in the order of the first. */
export const distinct = (restarted: readonly Restarted[]): readonly Restarted[] =>
  restarted.filter(({ unit }, at) => restarted.findIndex((other) => other.unit === unit) === at);

/** `before` runs first in the frame: it may point `R` at another run's journal. */
export async function undo(
  host: HostWork,
  ports: RunPorts,
  identity: Identity,
  restarted: readonly Restarted[],
  before = sh``,
): Promise<RollbackReport> {
  let undone = 0;
  const kept: string[] = [];
  const gates: GateReport[] = [];
  const specs = restarted.flatMap(({ gate }) => (gate === null ? [] : [gate]));
  const restore: Slot = {
    command: sh`${before}bw_undo_all; systemctl daemon-reload 2>/dev/null || :`,
    read: ({ stdout }) => {
      for (const line of stdout.toString('utf8').split('\n')) {
        if (line.startsWith('undone ')) undone += 1;
        if (line.startsWith('kept ')) kept.push(line.split(' ').slice(2).join(' '));
      }
    },
  };
  const restarts = restarted.map(({ unit }): Slot => ({
    command: sh`systemctl reset-failed -- ${unit}; systemctl --no-ask-password restart -- ${unit}`,
    read: () => undefined,
  }));
  const checks = [
    ...specs.map((gate) => check(ports, [gate], 'ready', gates)),
    ...(specs.length > 0 ? [check(ports, specs, 'stable', gates)] : []),
  ];
  const keys = [...(host.written.get(identityKey(identity)) ?? [])];
  const settle: readonly Slot[] = keys.length > 0 ? [{ command: settlePending(keys), read: () => undefined }] : [];
  const timeout =
    host.options.commandTimeout +
    specs.reduce((sum, gate) => sum + ports.gates.limit([gate], 'ready'), ports.gates.limit(specs, 'stable'));
  await host.exchange(identity, [restore, ...restarts, ...checks, ...settle], {
    prelude: joinCommands([host.library, rollbackLibrary], sh``),
    timeout,
  });
  return { undone, kept, healthy: specs.every(({ component }) => passed(gates, component)), gates };
}

const check = (ports: RunPorts, specs: readonly GateSpec[], phase: 'ready' | 'stable', into: GateReport[]): Slot => ({
  command: ports.gates.command(specs, phase),
  read: (output) => void into.push(...ports.gates.read(output, specs)),
});

const passed = (gates: readonly GateReport[], component: string): boolean => {
  const own = gates.filter((report) => report.component === component);
  return own.length > 0 && own.every((report) => report.passed);
};
