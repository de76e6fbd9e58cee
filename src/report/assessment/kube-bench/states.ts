import type { ControlStatus } from '../../../domain/assessment.ts';

export type State = 'PASS' | 'FAIL' | 'WARN' | 'INFO';

/** WARN is kube-bench's word for what it could not find out, and INFO for what was left out on purpose. */
const states = {
  fail: 'FAIL',
  unknown: 'WARN',
  'not-assessed': 'WARN',
  manual: 'WARN',
  waived: 'WARN',
  attested: 'PASS',
  pass: 'PASS',
  'not-applicable': 'INFO',
} as const satisfies Record<ControlStatus, State>;

export const stateOf = (status: ControlStatus): State => states[status];

export function countStates(found: readonly State[]) {
  const count = (wanted: State) => found.filter((state) => state === wanted).length;
  return {
    total_pass: count('PASS'),
    total_fail: count('FAIL'),
    total_warn: count('WARN'),
    total_info: count('INFO'),
  };
}
