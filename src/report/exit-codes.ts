import type { ExitCode } from './exit-code.ts';

export interface ExitMeaning {
  /** As the last line of a command says it. */
  readonly short: string;
  readonly means: string;
  readonly next: string;
}

/** Every exit code; for help, man page and `explain`. */
export const exitCodes: Readonly<Record<ExitCode, ExitMeaning>> = {
  0: {
    short: 'fine',
    means: 'All is well, whether or not something was changed.',
    next: 'Nothing. Scripts that want to know of drift use `bulwark plan --detailed-exitcode`.',
  },
  1: {
    short: 'a bug of Bulwark',
    means: 'Bulwark met something that its own code rules out. What hosts were doing is undone or journaled as usual.',
    next: 'Report it with the lines that were printed, then `bulwark plan` shows how the hosts stand.',
  },
  2: {
    short: 'a host failed',
    means:
      'At least one host could not be brought to what was wanted, also when it was rolled back to what it was before.',
    next: 'The block of the failed host says what was wanted and what was seen. Mend that, then run the same command again.',
  },
  3: {
    short: 'drift or findings',
    means:
      'Hosts differ from what is wanted, and the command was asked to say so (`drift`, `--detailed-exitcode`), or `assess` found something that `--fail-on` names.',
    next: '`bulwark plan` shows the differences, `bulwark apply` removes them. Of a finding `bulwark explain CONTROL` says why and what to do.',
  },
  4: {
    short: 'a host was unreachable',
    means: 'At least one host could not be reached, logged in to or become root on; the others are done.',
    next: 'The line that starts with `unreachable` says why and what to type. Run the same command again afterwards.',
  },
  5: {
    short: 'bad input',
    means: 'Command line, playbook, inventory or a file they name is wrong, or nothing matched. No host was contacted.',
    next: 'Every mistake was told at once, with file and line. `bulwark lint` looks for them again.',
  },
  6: {
    short: 'a host failed and a host was unreachable',
    means: 'Both 2 and 4.',
    next: 'See `bulwark explain 2` and `bulwark explain 4`.',
  },
  7: {
    short: 'the plan file no longer fits',
    means: 'Hosts, playbook or inventory are not as they were when the plan file was written. Nothing was changed.',
    next: 'Make a new plan and look at it: `bulwark plan`.',
  },
  8: {
    short: 'busy, nothing was changed',
    means: 'Another run holds the lock of a host that this one would change. It says who, and since when.',
    next: 'Wait for the other run, or let this one wait: `--lock-timeout 10m`.',
  },
  130: {
    short: 'interrupted by Ctrl-C',
    means: 'Ctrl-C (SIGINT) ended the run. What was begun on a host was finished first, unless it was pressed again.',
    next: 'Run the same command again: what is done stays done. Hosts that are half-way are named.',
  },
  143: {
    short: 'ended by SIGTERM',
    means: 'SIGTERM ended the run, as Ctrl-C does.',
    next: 'Run the same command again: what is done stays done. Hosts that are half-way are named.',
  },
};
