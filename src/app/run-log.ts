import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Recap, RunEvent, RunEventBody } from '../domain/event.ts';
import { exitCode } from '../report/exit-code.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { startRecap } from '../report/recap.ts';

/** Numbers and times a run's events, hands them on, and keeps the recap. */
export interface RunLog {
  emit(event: RunEventBody): void;
  /** Ends the run with `run-finished`; gives the exit code. `news`: whether drift is; found: something else was, which is. */
  finish(interrupted: Recap['interrupted'], news: boolean | 'found'): ExitCode;
  /** Ends it before a host was contacted: the mistakes, and exit 5 or what else is said. */
  refuse(diagnostics: readonly Diagnostic[], exit?: 0 | 5 | 7): ExitCode;
}

export function startRunLog(ports: { readonly now: () => number; readonly show: (event: RunEvent) => void }): RunLog {
  const tally = startRecap();
  let seq = 0;
  const emit = (event: RunEventBody): void => {
    tally.add(event);
    ports.show({ seq, at: ports.now(), ...event });
    seq += 1;
  };
  const end = (recap: Recap, exit: ExitCode): ExitCode => {
    emit({ type: 'run-finished', recap, exit });
    return exit;
  };
  return {
    emit,
    finish: (interrupted, news) => {
      const recap = tally.recap(interrupted);
      return end(recap, exitCode(recap, { driftIsNews: news === true, found: news === 'found' }));
    },
    refuse: (diagnostics, exit = 5) => {
      for (const diagnostic of diagnostics) emit({ type: 'diagnostic', ...diagnostic });
      return end(tally.recap(null), exit);
    },
  };
}
