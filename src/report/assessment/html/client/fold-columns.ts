import { foldNodes } from '../../../../domain/node-set.ts';
import { statusAt } from './model.ts';
import type { Model } from './model.ts';

/** One column of the matrix: hosts that are alike in every row that is shown. */
export interface ViewColumn {
  readonly members: readonly number[];
  /** As a set: `cp-[1-3]`. */
  readonly names: string;
  /** The names, or how many of which role where names have no room. */
  readonly title: string;
}

/** Fewer hosts than this are not worth folding: every one of them has room for its name. */
const FEW = 8;
/** Characters that a column has room for. */
const ROOM = 22;

interface Row {
  readonly control: number;
}

/** Hosts of one role that have equal statuses in all rows share a column; `worst`: those with most failures first. */
export function foldColumns(
  model: Model,
  rows: readonly Row[],
  columns: readonly number[],
  { fold, worst }: { readonly fold: boolean; readonly worst: boolean },
): readonly ViewColumn[] {
  const many = columns.length > FEW;
  const groups = new Map<string, number[]>();
  for (const column of columns) {
    const key = fold && many ? keyOf(model, rows, column) : String(column);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  }
  const folded = [...groups.values()].map((members) => columnOf(model, members));
  return worst && many ? worstFirst(model, rows, folded) : folded;
}

function keyOf(model: Model, rows: readonly Row[], column: number): string {
  const { kind = '', role = '' } = model.columns[column] ?? {};
  const statuses = rows.map(({ control }) => statusAt(model, control, column));
  return `${kind} ${role} ${String.fromCharCode(...statuses)}`;
}

function columnOf(model: Model, members: readonly number[]): ViewColumn {
  const names = foldNodes(members.map((member) => model.columns[member]?.name ?? ''));
  const fits = members.length === 1 || names.length <= ROOM;
  return { members, names, title: fits ? names : `${members.length} × ${model.columns[members[0] ?? 0]?.role ?? ''}` };
}

/** By number of failures, then of what is not known. */
function worstFirst(model: Model, rows: readonly Row[], columns: readonly ViewColumn[]): readonly ViewColumn[] {
  const weighed = columns.map((column) => {
    const counts = [0, 0, 0];
    for (const { control } of rows) {
      const status = statusAt(model, control, column.members[0] ?? 0);
      if (status < counts.length) counts[status] = (counts[status] ?? 0) + 1;
    }
    const [fails = 0, unknown = 0, leftOut = 0] = counts;
    return { column, weight: (fails * 1e4 + unknown) * 1e4 + leftOut };
  });
  return weighed.toSorted((a, b) => b.weight - a.weight).map(({ column }) => column);
}
