import { byHand } from '../../controls/by-hand.ts';
import { partWords } from '../../controls/check-words.ts';
import {
  type Applicability,
  type Benchmark,
  type BenchmarkId,
  type Catalogue,
  type Control,
  partsOf,
} from '../../domain/control.ts';
import { asWritten, type Block, heading, type Item, list, type Page } from '../../domain/page.ts';
import { gradeOf } from '../../report/assessment/control-words.ts';

/**
 * A control of the catalogue for a person: what it wants, how it stands `here`, why, what it may break, and how to look
 * by hand.
 */
export function controlPage(
  control: Control,
  { benchmarks }: Pick<Catalogue, 'benchmarks'>,
  here: readonly string[],
): Page {
  const parts = partsOf(control.check);
  const commands = [...new Set(parts.flatMap(byHand))];
  return {
    title: `${control.id}  ${control.title}  (${kindOf(control)})`,
    blocks: [
      list([
        ...lines(
          'wants',
          parts.map((part) => partWords(part)),
        ),
        ...lines('here', here),
        ...line(control.unchecked?.kind === 'gone' ? 'gone' : 'by a person', control.unchecked?.why),
        ...line('why', control.rationale),
        ...line('risk', control.risk),
        ...line('note', control.note),
        ...line('repair', control.remediation),
        ...line('default', defaultWords[control.byDefault]),
        ...line('only if', control.appliesWhen.map(factWords).join(', ')),
        ...lines(
          'contradicts',
          control.contradicts.map(({ control: other, why }) => `${other}: ${why}`),
        ),
        ...lines('stands in', standsIn(control, benchmarks)),
        ...line('see', control.references.join(', ')),
      ]),
      ...handBlocks(commands),
    ],
  };
}

const handBlocks = (commands: readonly string[]): readonly Block[] =>
  commands.length === 0 ? [] : [heading('By hand, as root'), asWritten(commands)];

const line = (term: string, text: string | null | undefined): readonly Item[] =>
  text === null || text === undefined || text === '' ? [] : [{ term, text }];

const lines = (term: string, texts: readonly string[]): readonly Item[] =>
  texts.map((text, at) => ({ term: at === 0 ? term : '', text }));

const scopes = {
  'control-plane': 'control planes',
  worker: 'workers',
  node: 'every node',
  cluster: 'once a cluster',
} as const;

function kindOf(control: Control): string {
  const { scope, unchecked } = control;
  const judged = { manual: 'by a person', gone: 'not applicable', none: 'automated' }[unchecked?.kind ?? 'none'];
  return [gradeOf(control), scopes[scope], judged].filter((word) => word !== null).join(', ');
}

const defaultWords: Readonly<Record<Control['byDefault'], string>> = {
  pass: 'passes on a cluster that was just bootstrapped',
  fail: 'fails on a cluster that was just bootstrapped',
  manual: 'a person has to look, from the first day',
  'not-applicable': 'not applicable to this snap',
};

function factWords(condition: Applicability): string {
  switch (condition.fact) {
    case 'kube-proxy':
      return condition.is ? 'kube-proxy runs' : 'kube-proxy does not run';
    case 'datastore':
    case 'network':
      return `the ${condition.fact} is ${condition.is}`;
  }
}

function standsIn({ numbers, stig }: Control, benchmarks: readonly Benchmark[]): readonly string[] {
  const named = (benchmark: BenchmarkId): string => {
    const about = benchmarks.find((each) => each.id === benchmark);
    return about === undefined ? benchmark : `${about.title} ${about.version}`;
  };
  return benchmarks.flatMap(({ id: benchmark }) => {
    const number = numbers[benchmark];
    if (number === undefined || benchmark === 'bulwark') return [];
    const more = stig === null ? [] : [stig.stigId, stig.ruleId, stig.srg, ...stig.cci, ...stig.nist];
    return [`${named(benchmark)}: ${[...new Set([number, ...more])].join(', ')}`];
  });
}
