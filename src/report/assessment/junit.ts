import type { AssessedBenchmark, AssessedControl, AssessedHost, Assessment } from '../../domain/assessment.ts';
import { idIn, statusWords } from './control-words.ts';
import { resultLines } from './evidence-words.ts';
import type { AssessmentFormat } from './format.ts';
import { hostResults, type HostResult, type HostResults } from './host-results.ts';
import { element, indentedXml, type XmlElement, xmlOfParts } from './xml.ts';

/** A suite for each benchmark and host, a case for each control: for CI servers. */
export const junitFormat: AssessmentFormat = {
  name: 'junit',
  purpose: 'a test case for each control and host, for CI servers',
  extensions: ['.junit.xml'],
  holds: null,
  files: (assessment) => [{ of: null, text: suites(assessment) }],
};

/** A suite is text before the next one is made. */
function suites(assessment: Assessment): string {
  const look = hostResults(assessment);
  const controls = new Map(assessment.controls.map((control) => [control.id, control]));
  const parts: string[] = [];
  const counts: Counts[] = [];
  for (const benchmark of assessment.benchmarks) {
    const own = benchmark.controls.flatMap((id) => controls.get(id) ?? []);
    for (const host of assessment.scope.hosts) {
      const cases = casesOf(own, benchmark, host, look);
      counts.push(countCases(cases));
      parts.push(indentedXml(suiteOf(assessment, { benchmark, host, cases }, parts.length), '  '));
    }
  }
  return xmlOfParts(element('testsuites', { name: 'bulwark assess', ...sumOf(counts) }), parts);
}

interface Suite {
  readonly benchmark: AssessedBenchmark;
  readonly host: AssessedHost;
  readonly cases: readonly Case[];
}

interface Case {
  readonly kind: Kind;
  readonly element: XmlElement;
}

function suiteOf({ header }: Assessment, { benchmark, host, cases }: Suite, index: number): XmlElement {
  // The attributes that the common schema (Ant's) requires; its times are without a zone, ours are UTC.
  const timestamp = (host.at ?? header.startedAt).replace(/(?:\.\d+)?Z$/, '');
  return element(
    'testsuite',
    {
      name: `${benchmark.title} ${benchmark.version} on ${host.name}`,
      package: benchmark.id,
      id: index,
      timestamp,
      hostname: host.name,
      ...countCases(cases),
      time: 0,
    },
    element(
      'properties',
      {},
      property('run', header.run),
      property('operator', header.operator),
      property('role', host.role ?? 'unknown'),
      property('version', host.version ?? 'unknown'),
    ),
    ...cases.map((one) => one.element),
    element('system-out'),
    element('system-err'),
  );
}

const property = (name: string, value: string): XmlElement => element('property', { name, value });

type Kind = 'passed' | 'failure' | 'error' | 'skipped';

const kinds = {
  fail: 'failure',
  unknown: 'error',
  'not-assessed': 'skipped',
  manual: 'skipped',
  waived: 'skipped',
  attested: 'passed',
  pass: 'passed',
  'not-applicable': 'skipped',
} as const satisfies Record<HostResult['status'], Kind>;

const casesOf = (
  controls: readonly AssessedControl[],
  benchmark: AssessedBenchmark,
  host: AssessedHost,
  look: HostResults,
): readonly Case[] => controls.map((control) => caseOf(control, benchmark, host, look(control, host)));

function caseOf(control: AssessedControl, benchmark: AssessedBenchmark, host: AssessedHost, result: HostResult): Case {
  const kind = kinds[result.status];
  const name = `${idIn(control, benchmark.id)} ${control.title}`;
  return {
    kind,
    element: element(
      'testcase',
      { name, classname: `${benchmark.id}.${host.name}`, time: 0 },
      outcome(control, kind, result),
    ),
  };
}

function outcome(control: AssessedControl, kind: Kind, result: HostResult): XmlElement | null {
  if (kind === 'passed') return null;
  const said = resultLines(result, result.waiver);
  const message = [statusWords[result.status], ...said.slice(0, 1)].join(': ');
  if (kind === 'skipped') return element(kind, { message });
  const repair = control.remediation === null ? [] : [`repair: ${control.remediation}`];
  return element(kind, { message, type: result.status }, [...said, ...repair].join('\n'));
}

type Counts = Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>>;

function countCases(cases: readonly Case[]): Counts {
  const count = (wanted: Kind) => cases.filter(({ kind }) => kind === wanted).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function sumOf(all: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => all.reduce((total, counts) => total + counts[name], 0);
  return { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') };
}
