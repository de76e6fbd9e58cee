import type { Answered } from '../domain/bound.ts';
import { BadAnswer, type Planned, type StepOutput } from '../domain/module.ts';
import type { GateReport } from '../domain/gate.ts';
import type { HostItem, PreparedItem } from './prepare.ts';
import type { Queued } from './section-context.ts';

/** One item of a group: what is to be done, and what the host said of it. */
export interface Performing {
  readonly queued: Queued;
  readonly prepared: PreparedItem;
  readonly item: HostItem;
  readonly answered: Answered;
  readonly planned: Extract<Planned, { kind: 'changes' }>;
  /** One a step that the host has answered; a skipped step has code null. */
  readonly outputs: StepOutput[];
  reports: readonly GateReport[] | null;
}

/** None for what is not to be performed. */
export function performingOf(queued: Queued): readonly Performing[] {
  const prepared = queued.item;
  if (prepared === null || prepared.item.kind !== 'host') return [];
  const { answer } = prepared;
  if (answer === null || answer instanceof BadAnswer || answer.planned.kind !== 'changes') return [];
  return [
    { queued, prepared, item: prepared.item, answered: answer, planned: answer.planned, outputs: [], reports: null },
  ];
}

/** Nothing is changed by it. */
export const onlyWaits = ({ planned }: Pick<Performing, 'planned'>): boolean =>
  planned.changes.every(({ action }) => action === 'wait');

export const succeeded = ({ step, output }: StepOutput): boolean =>
  output.code === 0 || (step.kind === 'exec' && (step.accept ?? []).includes(output.code ?? -1));
