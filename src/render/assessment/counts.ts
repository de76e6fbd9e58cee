import type { Assessment, AssessedControl, ControlStatus } from '../../domain/assessment.ts';
import type { BenchmarkId, ControlArea } from '../../domain/control.ts';
import { gradeOf } from '../../report/assessment/control-words.ts';
import { padTo } from '../columns.ts';

/** A row of the table: its words, and how many controls have which status. */
interface Row {
  readonly label: string;
  readonly controls: readonly Pick<AssessedControl, 'status'>[];
}

const HEADS: readonly (readonly [ControlStatus | 'of', string])[] = [
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['unknown', 'unknown'],
  ['not-assessed', 'not-assessed'],
  ['waived', 'waived'],
  ['attested', 'attested'],
  ['manual', 'manual'],
  ['not-applicable', 'n/a'],
  ['of', 'of'],
];
/** Said also where they are 0: that nothing fails and nothing is unknown is the news. */
const ALWAYS: ReadonlySet<string> = new Set(['pass', 'fail', 'unknown', 'of']);
/** What else is told for 0 while there is room. */
const USUAL: ReadonlySet<string> = new Set(['waived', 'manual', 'not-applicable']);

/** How many controls of each benchmark, category and level have which status. */
export const benchmarkTable = (assessment: Assessment, width: number): readonly string[] =>
  table(benchmarkRows(assessment), width);

function benchmarkRows({ benchmarks, controls }: Assessment): readonly Row[] {
  const byId = new Map(controls.map((control) => [control.id, control]));
  return benchmarks.flatMap(({ id, version, controls: ids }) => {
    const own = ids.flatMap((control) => byId.get(control) ?? []);
    const parts = Map.groupBy(own, rankWords);
    const rows = [...parts].toSorted(([a], [b]) => a.localeCompare(b));
    return [
      { label: benchmarkName(id, version), controls: own },
      ...(parts.size > 1 ? rows.map(([label, some]) => ({ label: `  ${label}`, controls: some })) : []),
    ];
  });
}

/** In short: `DISA STIG V2R4`, `CIS 1.24 (ck8s)`: the latter as Canonical tailors it. */
export function benchmarkName(id: BenchmarkId, version: string): string {
  if (id === 'stig') return `DISA STIG ${version}`;
  if (id === 'bulwark') return 'Bulwark';
  return `CIS ${version}${id === 'cis-1.24' ? ' (ck8s)' : ''}`;
}

const rankWords = (control: AssessedControl): string => gradeOf(control) ?? 'without level';

/** The same a row for each area of the cluster. */
export function areaTable({ controls }: Assessment, width: number): readonly string[] {
  const areas = Map.groupBy(controls, ({ area }) => area);
  return table(
    [...areas].map(([area, some]) => ({ label: areaName(area), controls: some })),
    width,
  );
}

/** `api-server` as a person writes it: `API server`. */
export const areaName = (area: ControlArea): string =>
  area === 'rbac'
    ? 'RBAC'
    : area === 'etcd' || area.startsWith('kube')
      ? area
      : area === 'api-server'
        ? 'API server'
        : `${area.charAt(0).toUpperCase()}${area.slice(1).replace('-', ' ')}`;

/** The same a row for each host, of what was asked there; a cluster's own controls are with its name. */
export function hostTable({ controls, scope }: Assessment, width: number): readonly string[] {
  const results = controls.flatMap((control) =>
    control.results.flatMap(({ hosts, status }) => hosts.map((host) => ({ host, status }))),
  );
  const found = Map.groupBy(results, ({ host }) => host);
  const hosts = new Set(scope.hosts.map(({ name }) => name));
  const names = [...new Set([...hosts, ...found.keys()])];
  return table(
    names.map((name) => ({ label: hosts.has(name) ? name : `cluster ${name}`, controls: found.get(name) ?? [] })),
    width,
  );
}

/** Digits of the number of controls that a cell has room for. */
const DIGITS = 3;

function table(rows: readonly Row[], width: number): readonly string[] {
  const counted = rows.map(({ label, controls }) => ({ label, of: countBy(controls) }));
  const widest = Math.max(0, ...counted.map(({ label }) => label.length));
  const columns = columnsFor(counted, width - widest);
  const gap = widthOf(columns, 2) <= width - widest ? 2 : 1;
  const lead = Math.max(widest, Math.min(20, width - widthOf(columns, gap)));
  const line = (label: string, cell: (column: Column) => string): string =>
    padTo(label, lead) + columns.map((column) => cell(column).padStart(cellWidth(column) + gap)).join('');
  return [
    line('', ([, head]) => head),
    ...counted.map(({ label, of }) => line(label, ([status]) => String(of.get(status) ?? 0))),
  ];
}

type Column = (typeof HEADS)[number];
const cellWidth = ([, head]: Column): number => Math.max(head.length, DIGITS);
const widthOf = (columns: readonly Column[], gap: number): number =>
  columns.reduce((sum, column) => sum + cellWidth(column) + gap, 0);

/** What is 0 everywhere goes first where there is too little room. */
function columnsFor(rows: readonly { readonly of: ReadonlyMap<string, number> }[], room: number): readonly Column[] {
  const isUsed = ([status]: Column): boolean => ALWAYS.has(status) || rows.some(({ of }) => (of.get(status) ?? 0) > 0);
  const usual = HEADS.filter((column) => isUsed(column) || USUAL.has(column[0]));
  return widthOf(usual, 2) <= room ? usual : HEADS.filter(isUsed);
}

function countBy(controls: Row['controls']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>([['of', controls.length]]);
  for (const { status } of controls) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
