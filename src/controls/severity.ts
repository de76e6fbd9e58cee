import type { Control } from '../domain/control.ts';

/** The smaller the more severe: category I, II, level 1, III, level 2, then our own. */
export function severityRank({ category, level }: Pick<Control, 'category' | 'level'>): number {
  const order = ['I', 'II', '1', 'III', '2'];
  const rank = order.indexOf(category ?? String(level));
  return rank < 0 ? order.length : rank;
}
