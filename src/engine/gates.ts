import type { TaskError } from '../domain/errors.ts';
import type { GateReport, GateSpec } from '../domain/gate.ts';
import type { CommandOutput } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';

/** The engine's way to the health checks of services (src/modules/gate). */
export interface GateScripts {
  /**
   * ready: each component is itself and healthy within its timeout. stable: all of them stay so together for the
   * longest `stableFor`, and with `settle` until k8sd's drift controller has looked once more.
   */
  command(gates: readonly GateSpec[], phase: 'ready' | 'stable'): ShellCommand;
  /** One report a gate, in their order. */
  read(output: CommandOutput, gates: readonly GateSpec[]): readonly GateReport[];
  /** Milliseconds within which the command has answered, whatever happens. */
  limit(gates: readonly GateSpec[], phase: 'ready' | 'stable'): number;
}

export function gateError(reports: readonly GateReport[], phase: 'ready' | 'stable'): TaskError {
  const failed = reports.find((report) => !report.passed);
  return {
    code: 'gate',
    message:
      failed === undefined
        ? 'the gate did not answer'
        : `${failed.component} ${phase === 'ready' ? 'does not come up' : 'does not stay up'}`,
    ...(failed === undefined ? {} : { wanted: failed.wanted, seen: failed.seen, said: failed.said }),
  };
}
