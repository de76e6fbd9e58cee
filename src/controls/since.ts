import type { AssessedControl, ControlOnHost, ControlStatus, Since } from '../domain/assessment.ts';
import type { Baseline } from './baseline.ts';
import { isWell } from '../domain/control-status.ts';

/**
 * What fails now and did not then, and what failed then and is well now. What cannot be seen any more is not settled,
 * and neither is what was waived: nothing got better. A host or control that the baseline does not have counts as new.
 */
export function sinceThen({ run, at, statuses }: Baseline, controls: readonly AssessedControl[]): Since {
  const compare = (
    isIt: (now: ControlStatus, before: ControlStatus | undefined) => boolean,
  ): readonly ControlOnHost[] =>
    controls.flatMap(({ id, results }) =>
      results.flatMap(({ hosts, status }) =>
        hosts.filter((host) => isIt(status, statuses.get(id)?.get(host))).map((host) => ({ control: id, host })),
      ),
    );
  return {
    run,
    at,
    new: compare((now, before) => now === 'fail' && before !== 'fail'),
    settled: compare((now, before) => before === 'fail' && isWell(now)),
  };
}
