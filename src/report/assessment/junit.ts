import type { AssessedBenchmark, AssessedControl, AssessedHost, Assessment } from '../../domain/assessment.ts';
import { idIn, statusWords } from './control-words.ts';
import { resultLines } from './evidence-words.ts';
import type { AssessmentFormat } from './format.ts';
import { hostResults, type HostResult, type HostResults } from './host-results.ts';
import { element, type XmlElement, xmlText } from './xml.ts';

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
  const all = assessment.benchmarks.flatMap((benchmark) => {
    const own = benchmark.controls.flatMap((id) => controls.get(id) ?? []);
    return assessment.scope.hosts.map((host) => ({ benchmark, host, cases: casesOf(own, benchmark, host, look) }));
  });
  return element(
    'testsuites',
    { name: 'bulwark assess', ...countCases(all.flatMap(({ cases }) => cases)) },
    ...all.map((suite, index) => suiteOf(assessment, suite, index)),
  );
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

function countCases(cases: readonly Case[]) {
  const count = (wanted: Kind) => cases.filter(({ kind }) => kind === wanted).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}
