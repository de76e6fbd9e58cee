import type { AssessedBenchmark, AssessedControl, AssessedHost, Assessment } from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import { statusWords } from './control-words.ts';
import { resultLines } from './evidence-words.ts';
import type { AssessmentFormat } from './format.ts';
import { hostResults, type HostResult, type HostResults } from './host-results.ts';
import { element, renderXml, type XmlElement, xmlText } from './xml.ts';

/** A suite for each benchmark and host, a case for each control: for CI servers. */
export const junitFormat: AssessmentFormat = {
  name: 'junit',
  purpose: 'a test case for each control and host, for CI servers',
  extensions: ['.junit.xml'],
  holds: null,
  files: (assessment) => [{ of: null, text: xmlText(suites(assessment)) }],
};

function suites(assessment: Assessment): XmlElement {
  const look = hostResults(assessment);
  const controls = new Map(assessment.controls.map((control) => [control.id, control]));
  const kinds: Kind[] = [];
  const texts: string[] = [];
  for (const benchmark of assessment.benchmarks) {
    const own = benchmark.controls.flatMap((id) => controls.get(id) ?? []);
    for (const host of assessment.scope.hosts) {
      const cases = casesOf(own, benchmark, host, look);
      kinds.push(...cases.map(({ kind }) => kind));
      // As text at once: the elements of a whole fleet would take many times the memory.
      texts.push(...renderXml([suiteOf(assessment, { benchmark, host, cases }, texts.length)], 1).lines);
    }
  }
  return element('testsuites', { name: 'bulwark assess', ...countCases(kinds) }, { lines: texts });
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
      ...countCases(cases.map(({ kind }) => kind)),
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

const kindOf = {
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
  const kind = kindOf[result.status];
  const name = `${shownId(control, benchmark.id)} ${control.title}`;
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

function countCases(found: readonly Kind[]) {
  const count = (wanted: Kind) => found.filter((kind) => kind === wanted).length;
  return { tests: found.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}
