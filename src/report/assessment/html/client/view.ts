import { hostPattern } from '../../../host-pattern.ts';
import { foldColumns } from './fold-columns.ts';
import type { ViewColumn } from './fold-columns.ts';
import { isCluster, NO_STATUS, statusAt } from './model.ts';
import type { Model } from './model.ts';

export interface Filter {
  /** Empty: all. */
  readonly statuses: ReadonlySet<number>;
  readonly text: string;
  readonly hosts: string;
  readonly benchmark: string;
  readonly area: string;
  readonly order: string;
  readonly fold: boolean;
}

export const emptyFilter: Filter = {
  statuses: new Set(),
  text: '',
  hosts: '',
  benchmark: '',
  area: '',
  order: 'worst',
  fold: true,
};

export interface ViewRow {
  readonly control: number;
  /** The worst over the columns that are shown. */
  readonly status: number;
}

export interface View {
  readonly rows: readonly ViewRow[];
  readonly columns: readonly ViewColumn[];
  /** Controls by status, before the choice of statuses. */
  readonly tallies: ReadonlyMap<number, number>;
}

/** What the filters leave of the matrix. */
export function viewOf(model: Model, filter: Filter): View {
  const hosts = chosenColumns(model, filter.hosts);
  const rows = model.controls.flatMap((_, control) => {
    if (!isWanted(model, control, filter)) return [];
    const status = worstOf(model, control, hosts, filter.hosts === '');
    return status === NO_STATUS ? [] : [{ control, status }];
  });
  const left = rows.filter((row) => hasStatus(model, row, hosts, filter.statuses));
  const sorted = left.toSorted(orders(model, filter.order));
  return {
    rows: sorted,
    columns: foldColumns(model, sorted, hosts, { fold: filter.fold, worst: filter.order === 'worst' }),
    tallies: talliesOf(rows),
  };
}

/** A cluster is there as long as one of its hosts is, or when it is named. */
function chosenColumns({ columns }: Model, text: string): readonly number[] {
  const all = [...columns.keys()];
  const wanted = text.trim();
  if (wanted === '') return all;
  const fits = hostPattern(wanted.replaceAll(/[\s,]+/g, ','));
  const plain = wanted.toLowerCase();
  const named = columns.map(({ name }) => fits(name) || name.toLowerCase().includes(plain));
  const clusters = new Set(columns.flatMap((column, at) => (named[at] ? [column.cluster] : [])));
  return all.filter((at) => {
    const column = columns[at];
    return column !== undefined && (named[at] === true || (isCluster(column) && clusters.has(column.cluster)));
  });
}

function isWanted(model: Model, control: number, { text, benchmark, area }: Filter): boolean {
  const own = model.controls[control];
  if (own === undefined || (area !== '' && own.area !== area)) return false;
  if (benchmark !== '' && own.numbers[benchmark] === undefined) return false;
  const words = text.toLowerCase().split(/\s+/);
  return words.every((word) => model.words[control]?.includes(word) === true);
}

/** A control without a result of its own (it does not exist here) has a status all the same. */
function worstOf(model: Model, control: number, columns: readonly number[], all: boolean): number {
  let worst = NO_STATUS;
  const start = control * model.columns.length;
  for (const column of columns) worst = Math.min(worst, model.statuses[start + column] ?? NO_STATUS);
  if (worst !== NO_STATUS) return worst;
  const own = model.controls[control];
  return own !== undefined && (all || own.results.length === 0) ? own.status : NO_STATUS;
}

function hasStatus(
  model: Model,
  { control, status }: ViewRow,
  columns: readonly number[],
  statuses: ReadonlySet<number>,
): boolean {
  if (statuses.size === 0 || statuses.has(status)) return true;
  return columns.some((column) => statuses.has(statusAt(model, control, column)));
}

function talliesOf(rows: readonly ViewRow[]): ReadonlyMap<number, number> {
  const tallies = new Map<number, number>();
  for (const { status } of rows) tallies.set(status, (tallies.get(status) ?? 0) + 1);
  return tallies;
}

type Order = (a: ViewRow, b: ViewRow) => number;

function orders(model: Model, order: string): Order {
  const weight = ({ control }: ViewRow): string => weightKey(model.controls[control]?.weight ?? '');
  const area = ({ control }: ViewRow): string => model.controls[control]?.area ?? '';
  const byCatalogue: Order = (a, b) => a.control - b.control;
  const byWorst: Order = (a, b) => a.status - b.status || compare(weight(a), weight(b)) || byCatalogue(a, b);
  if (order === 'number') return byCatalogue;
  return order === 'area' ? (a, b) => compare(area(a), area(b)) || byWorst(a, b) : byWorst;
}

/** CAT I before CAT II before levels: what DISA calls severe comes first. */
const weightKey = (weight: string): string => (weight.startsWith('CAT') ? `0${weight}` : `1${weight}`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
