import { type ControlStatus, controlStatuses } from './assessment.ts';

/** The first of `controlStatuses` that is among them; null: there are none. */
export const worstOf = (statuses: readonly ControlStatus[]): ControlStatus | null =>
  controlStatuses.find((status) => statuses.includes(status)) ?? null;

/** Nobody has to do anything; what is waived or attested hangs on somebody's word. */
export const isWell = (status: ControlStatus): boolean => status === 'pass' || status === 'not-applicable';
