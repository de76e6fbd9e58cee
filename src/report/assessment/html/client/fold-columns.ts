import { foldNodes } from '../../../../domain/node-set.ts';
import { statusAt } from './model.ts';
import type { Model } from './model.ts';

/** One column of the matrix: hosts that are alike in every row that is shown. */
export interface ViewColumn {
  readonly members: readonly number[];
  readonly title: string;
}

/** Fewer hosts than this are not worth folding: every one of them has room for its name. */
const FEW = 8;

/** Hosts of one role and cluster that have equal statuses in all rows share a column. */
export function foldColumns(
  model: Model,
  rows: readonly { readonly control: number }[],
  columns: readonly number[],
  fold: boolean,
): readonly ViewColumn[] {
  const groups = new Map<string, number[]>();
  for (const column of columns) {
    const key = fold && columns.length > FEW ? keyOf(model, rows, column) : String(column);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  }
  return [...groups.values()].map((members) => ({ members, title: titleOf(model, members) }));
}

function keyOf(model: Model, rows: readonly { readonly control: number }[], column: number): string {
  const { kind = '', cluster = '', role = '' } = model.columns[column] ?? {};
  const statuses = rows.map(({ control }) => statusAt(model, control, column));
  return `${kind} ${cluster} ${role} ${String.fromCharCode(...statuses)}`;
}

const titleOf = (model: Model, members: readonly number[]): string =>
  foldNodes(members.map((member) => model.columns[member]?.name ?? ''));
