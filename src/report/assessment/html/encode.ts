import { controlStatuses } from '../../../domain/assessment.ts';
import type { AssessedControl, Assessment, Evidence, UsedWaiver } from '../../../domain/assessment.ts';
import { columnsOf } from './columns.ts';
import { explanationOf } from './explanation.ts';
import { ABSENT, NO_STATE } from './page-data.ts';
import type { PageControl, PageData, PageEvidence, PageLook, PageWaiver } from './page-data.ts';
import { ranges } from './ranges.ts';
import { plainText } from '../plain-text.ts';
import { weightOf } from './words.ts';

/** The assessment as the page's script reads it. */
export function encode(assessment: Assessment): PageData {
  const columns = columnsOf(assessment);
  const hostIndex = indexOf(columns, 'host');
  const clusterIndex = indexOf(columns, 'cluster');
  const once: Once = { texts: distinct(), sets: distinct(), evidence: distinct(), looks: distinct() };
  const controls = assessment.controls.map((control) => ({
    ...encodeControl(control, control.scope === 'cluster' ? clusterIndex : hostIndex, once),
    numbers: numbersOf(control, assessment),
  }));
  return {
    columns,
    controls,
    benchmarks: assessment.benchmarks.map(({ id, title, version }) => ({ id, title, version })),
    waivers: assessment.waivers.map(encodeWaiver),
    sets: once.sets.all,
    evidence: once.evidence.all.map((text) => numbersIn(text) as unknown as PageEvidence),
    looks: once.looks.all.map((text) => numbersIn(text) as unknown as PageLook),
    texts: once.texts.all.map(plainText),
  };
}

interface Once {
  readonly texts: Distinct;
  readonly sets: Distinct;
  readonly evidence: Distinct;
  readonly looks: Distinct;
}

const numbersIn = (text: string): readonly number[] => text.split(',').map(Number);

interface Distinct {
  readonly all: string[];
  readonly at: (text: string) => number;
}

function distinct(): Distinct {
  const all: string[] = [];
  const places = new Map<string, number>();
  const at = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, all.length);
    return all.push(text) - 1;
  };
  return { all, at };
}

const indexOf = (columns: PageData['columns'], kind: string): ReadonlyMap<string, number> =>
  new Map(columns.flatMap((column, at) => (column.kind === kind ? [[column.name, at] as const] : [])));

const numbersOf = ({ id, numbers }: AssessedControl, { benchmarks }: Assessment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    benchmarks.flatMap((benchmark) =>
      benchmark.controls.includes(id) ? [[benchmark.id, numbers[benchmark.id] ?? id] as const] : [],
    ),
  );

function encodeControl(
  control: AssessedControl,
  places: ReadonlyMap<string, number>,
  once: Once,
): Omit<PageControl, 'numbers'> {
  return {
    id: control.id,
    title: control.title,
    scope: control.scope,
    area: control.area,
    weight: weightOf(control),
    status: controlStatuses.indexOf(control.status),
    wanted: control.wanted.map(plainText),
    words: explanationOf(control),
    references: control.references,
    results: control.results.map(({ hosts, status, because, evidence, waiver }) => [
      once.sets.at(ranges(hosts.flatMap((host) => places.get(plainText(host)) ?? []))),
      controlStatuses.indexOf(status),
      textAt(because, once),
      waiver ?? ABSENT,
      ...evidence.map((one) => encodeEvidence(one, once)),
    ]),
  };
}

function encodeEvidence({ file, live, nextBoot, met, ...look }: Evidence, once: Once): number {
  const { what, wanted, where, service, command } = look;
  const looked = once.looks.at([what, wanted, where, service, command].map((text) => textAt(text, once)).join(','));
  const seen = [file, live, nextBoot].map((text) => textAt(text, once));
  return once.evidence.at([looked, ...seen, met ? 1 : 0].join(','));
}

function textAt(text: string | null | undefined, { texts }: Once): number {
  if (text === undefined) return NO_STATE;
  return text === null ? ABSENT : texts.at(text);
}

const encodeWaiver = (waiver: UsedWaiver): PageWaiver => ({
  kind: waiver.kind,
  words: (
    [
      ['reason', waiver.reason],
      ['owner', waiver.owner],
      ['approved by', waiver.approvedBy],
      ['until', waiver.expires],
      ['instead', waiver.compensatingControl ?? ''],
      ['written in', waiver.where],
    ] as const
  ).flatMap(([name, text]) => (text === '' ? [] : [[name, plainText(text)] as const])),
});
