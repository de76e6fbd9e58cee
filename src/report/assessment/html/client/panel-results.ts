import { foldNodes } from '../../../../domain/node-set.ts';
import { ABSENT, NO_STATE } from '../page-data.ts';
import type { PageColumn, PageControl, PageEvidence, PageResult } from '../page-data.ts';
import { statusWords } from '../words.ts';
import { element, withAttributes } from './dom.ts';
import { NO_RESULT, resultAt } from './model.ts';
import type { Model } from './model.ts';

interface Group {
  readonly result: PageResult;
  readonly columns: readonly number[];
  readonly chosen: boolean;
}

/** Results of a control, those of the chosen hosts first, then as they come: worst first. */
export function resultGroups(
  model: Model,
  own: PageControl,
  control: number,
  chosen: readonly number[],
): readonly HTMLElement[] {
  const columns = new Map<number, number[]>();
  for (const column of model.columns.keys()) {
    const at = resultAt(model, control, column);
    if (at !== NO_RESULT) columns.set(at, [...(columns.get(at) ?? []), column]);
  }
  const groups = own.results.flatMap((result, at) => groupsOf(result, columns.get(at) ?? [], chosen));
  return groups.toSorted(byChoice).map((group) => groupElement(model, group));
}

/** Hosts that were chosen stand apart from others with the same result. */
function groupsOf(result: PageResult, columns: readonly number[], chosen: readonly number[]): readonly Group[] {
  const wanted = columns.filter((column) => chosen.includes(column));
  const others = columns.filter((column) => !chosen.includes(column));
  return [
    ...(wanted.length === 0 ? [] : [{ result, columns: wanted, chosen: true }]),
    ...(others.length === 0 ? [] : [{ result, columns: others, chosen: false }]),
  ];
}

const byChoice = (a: Group, b: Group): number => Number(b.chosen) - Number(a.chosen) || a.result[1] - b.result[1];

function groupElement(model: Model, { result, columns, chosen }: Group): HTMLElement {
  const [, status, why, waiverAt, ...evidence] = result;
  const hosts = columns.map((column) => model.columns[column]).filter((column) => column !== undefined);
  const heading = element(
    'summary',
    '',
    element('span', `word s${status}`, statusWords[status] ?? ''),
    ' ',
    element('b', '', foldNodes(hosts.map(({ name }) => name))),
  );
  const made = element(
    'details',
    `result${chosen ? ' chosen' : ''}`,
    heading,
    why < 0 ? null : element('p', '', model.texts[why] ?? ''),
    waiver(model, waiverAt),
    ...evidence.flatMap((at) => evidenceElement(model, model.evidence[at], hosts)),
    evidence.length === 0 && why < 0 ? element('p', 'quiet', 'no evidence was collected') : null,
  );
  made.toggleAttribute('open', chosen || status < PASSES);
  return made;
}

/** Results from here on (`pass`, `n/a`) are folded until somebody wants them. */
const PASSES = 6;

function waiver({ waivers }: Model, at: number): HTMLElement | null {
  const found = waivers[at];
  if (found === undefined) return null;
  return element('div', 'waiver', element('b', '', found.kind), list(found.words));
}

function evidenceElement(
  model: Model,
  evidence: PageEvidence | undefined,
  hosts: readonly PageColumn[],
): readonly HTMLElement[] {
  if (evidence === undefined) return [];
  const [look, file, live, nextBoot, met] = evidence;
  const [what, wanted, where, service, command] = model.looks[look] ?? [ABSENT, ABSENT, ABSENT, ABSENT, ABSENT];
  const text = (at: number): string => (at === ABSENT ? 'unset' : (model.texts[at] ?? ''));
  const states = [
    ['in the file', file],
    ['now', live],
    ['next boot', nextBoot],
  ] as const;
  const lines = [
    ['wanted', text(wanted)],
    ...states.flatMap(([name, at]) => (at === NO_STATE ? [] : [[name, text(at)] as const])),
    ['where', where < 0 ? '' : text(where)],
    ['process', service < 0 ? '' : processWords(text(service), hosts)],
  ] as const;
  return [
    element(
      'div',
      `evidence ${met === 1 ? 'met' : 'unmet'}`,
      element(
        'div',
        'what',
        element('code', '', text(what)),
        element('span', 'quiet', met === 1 ? 'as wanted' : 'not as wanted'),
      ),
      list(lines.filter(([, value]) => value !== '')),
      command < 0 ? null : commandLine(text(command)),
    ),
  ];
}

/** `kubelet, pid 2001`; of many hosts only the name. */
function processWords(service: string, hosts: readonly PageColumn[]): string {
  const [only] = hosts;
  const pid = hosts.length === 1 ? only?.processes[service] : undefined;
  return pid === undefined ? service : `${service}, pid ${pid}`;
}

const commandLine = (command: string): HTMLElement =>
  element(
    'div',
    'command',
    element('code', '', command),
    withAttributes(element('button', '', 'copy'), { type: 'button', 'data-copy': command }),
  );

/** The machine, and when its clock said what. */
export const hostFacts = (host: PageColumn): HTMLElement =>
  element('div', 'result', element('div', '', 'host ', element('b', '', host.name)), list(host.facts));

const list = (lines: readonly (readonly [string, string])[]): HTMLElement =>
  element('dl', '', ...lines.flatMap(([name, text]) => [element('dt', '', name), element('dd', '', text)]));
