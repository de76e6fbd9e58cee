import type {
  AssessedBenchmark,
  AssessedControl,
  AssessedHost,
  Assessment,
  AssessmentHeader,
  Since,
  UsedWaiver,
} from '../domain/assessment.ts';
import { type BenchmarkId, benchmarkIds, type Catalogue, type Control, partsOf } from '../domain/control.ts';
import { assessedHosts } from './assessed-hosts.ts';
import { causesOf } from './causes.ts';
import { partWords } from './check-words.ts';
import type { Looked } from './collect.ts';
import { differencesOf } from './differences.ts';
import { Judge } from './judge-places.ts';
import { missingWords } from './missing.ts';
import { placesOf, type Places } from './places.ts';
import { worstOf } from '../domain/control-status.ts';

export interface AssessInput {
  readonly catalogue: Catalogue;
  /** What is judged. */
  readonly benchmarks: readonly BenchmarkId[];
  readonly header: AssessmentHeader;
  /** What the run told, folded by `Collector`. */
  readonly looked: Looked;
  /** By host, as the inventory has them. */
  readonly addresses?: ReadonlyMap<string, string>;
  /** Nodes that a cluster has and the inventory lacks. */
  readonly notInInventory?: readonly string[];
  /** More reasons why this is not the whole truth. */
  readonly alsoMissing?: readonly string[];
  /** Puts waivers and attestations over what was judged. */
  readonly waive?: (
    controls: readonly AssessedControl[],
    hosts: readonly AssessedHost[],
  ) => { readonly controls: readonly AssessedControl[]; readonly waivers: readonly UsedWaiver[] };
  /** Compares with an earlier assessment. */
  readonly since?: (controls: readonly AssessedControl[]) => Since | null;
}

/** What a run's findings mean by the catalogue: plain data, of which every report is made. */
export function assess(input: AssessInput): Assessment {
  const { catalogue, looked, header } = input;
  const hosts = assessedHosts(looked.hosts, input.addresses);
  const notInInventory = input.notInInventory ?? [];
  const { notSelected } = looked;
  const missing = [...missingWords(looked.hosts, hosts, notInInventory), ...(input.alsoMissing ?? [])];
  const judged = judgeAll(
    controlsOf(catalogue, input.benchmarks),
    placesOf(looked.hosts, hosts),
    missing.length + notSelected.length === 0,
  );
  const { controls, waivers } = input.waive?.(judged, hosts) ?? { controls: judged, waivers: [] };
  return {
    schemaVersion: 1,
    header,
    scope: { hosts, notSelected, notInInventory, missing },
    benchmarks: assessedBenchmarks(catalogue, input.benchmarks),
    controls,
    causes: causesOf(controls),
    waivers,
    differences: differencesOf(looked.hosts, hosts),
    since: input.since?.(controls) ?? null,
  };
}

const controlsOf = ({ controls }: Catalogue, benchmarks: readonly BenchmarkId[]): readonly Control[] =>
  [...controls.values()].filter(({ numbers }) => benchmarks.some((id) => numbers[id] !== undefined));

function judgeAll(controls: readonly Control[], places: Places, isWhole: boolean): readonly AssessedControl[] {
  const judge = new Judge();
  return controls.map((control) => {
    const { check, ...about } = control;
    const results = judge.results(control, places[control.scope]);
    const status = worstOf(results.map((result) => result.status)) ?? withoutPlace(control, isWhole);
    return { ...about, wanted: partsOf(check).map(partWords), status, results };
  });
}

/** There is no host of its scope; whether there is none at all is known only where nothing is missing. */
function withoutPlace({ unchecked, check }: Control, isWhole: boolean): AssessedControl['status'] {
  if (unchecked?.kind === 'gone' || isWhole) return 'not-applicable';
  return check === null ? 'manual' : 'not-assessed';
}

function assessedBenchmarks(
  { benchmarks, controls }: Catalogue,
  wanted: readonly BenchmarkId[],
): readonly AssessedBenchmark[] {
  return benchmarkIds.flatMap((id) => {
    const benchmark = benchmarks.find((one) => one.id === id);
    if (benchmark === undefined || !wanted.includes(id)) return [];
    const { title, version } = benchmark;
    const own = [...controls.values()].flatMap((control) => {
      const number = control.numbers[id];
      return number === undefined ? [] : [{ id: control.id, number }];
    });
    return [{ id, title, version, controls: inItsOrder(id, own).map((control) => control.id) }];
  });
}

/** CIS counts its recommendations; the others are in the order of the catalogue. */
const inItsOrder = <Numbered extends { readonly number: string }>(id: BenchmarkId, all: readonly Numbered[]) =>
  id.startsWith('cis') ? all.toSorted((a, b) => a.number.localeCompare(b.number, 'en', { numeric: true })) : all;
