import type {
  AssessedBenchmark,
  AssessedControl,
  AssessedHost,
  Assessment,
  AssessmentHeader,
} from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import { statusWords } from './control-words.ts';
import { resultLines } from './evidence-words.ts';
import type { AssessmentFormat } from './format.ts';
import { hostResults, type HostResult, type HostResults, ofResults } from './host-results.ts';
import { element, renderXml, type RenderedXml, type XmlElement, xmlParts } from './xml.ts';

/** A suite for each benchmark and host, a case for each control: for CI servers. */
export const junitFormat: AssessmentFormat = {
  name: 'junit',
  purpose: 'a test case for each control and host, for CI servers',
  extensions: ['.junit.xml'],
  holds: null,
  files: (assessment) => [{ of: null, parts: suites(assessment) }],
};

function suites(assessment: Assessment): Iterable<string> {
  const look = hostResults(assessment);
  const planned = suitesOf(assessment);
  const counts = sumOf(planned.map((suite) => countCases(suite, look)));
  return xmlParts('testsuites', { name: 'bulwark assess', ...counts }, elementsOf(assessment, planned, look));
}

/** Of one benchmark on one host. */
interface Suite {
  readonly benchmark: AssessedBenchmark;
  readonly host: AssessedHost;
  readonly controls: readonly AssessedControl[];
}

function suitesOf({ controls, benchmarks, scope }: Assessment): readonly Suite[] {
  const byId = new Map(controls.map((control) => [control.id, control]));
  return benchmarks.flatMap((benchmark) => {
    const own = benchmark.controls.flatMap((id) => byId.get(id) ?? []);
    return scope.hosts.map((host) => ({ benchmark, host, controls: own }));
  });
}

/** One at a time: the elements of a whole fleet would take many times the memory of their text. */
function* elementsOf({ header }: Assessment, suites: readonly Suite[], look: HostResults): Iterable<XmlElement> {
  const outcome = ofResults(outcomeOf);
  for (const [index, suite] of suites.entries()) {
    const cases = suite.controls.map((control) => caseOf(suite, control, outcome(control, look(control, suite.host))));
    yield suiteOf(header, suite, { index, counts: countCases(suite, look), cases });
  }
}

function suiteOf(
  header: AssessmentHeader,
  { benchmark, host }: Suite,
  { index, counts, cases }: { readonly index: number; readonly counts: Counts; readonly cases: readonly XmlElement[] },
): XmlElement {
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
      ...counts,
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
    ...cases,
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

const caseOf = ({ benchmark, host }: Suite, control: AssessedControl, outcome: RenderedXml | null): XmlElement =>
  element(
    'testcase',
    {
      name: `${shownId(control, benchmark.id)} ${control.title}`,
      classname: `${benchmark.id}.${host.name}`,
      time: 0,
    },
    outcome,
  );

/** Three levels deep: in a case of a suite of the suites. */
function outcomeOf(control: AssessedControl, result: HostResult): RenderedXml | null {
  const kind = kindOf[result.status];
  if (kind === 'passed') return null;
  const said = resultLines(result, result.waiver);
  const message = [statusWords[result.status], ...said.slice(0, 1)].join(': ');
  if (kind === 'skipped') return renderXml([element(kind, { message })], 3);
  const repair = control.remediation === null ? [] : [`repair: ${control.remediation}`];
  return renderXml([element(kind, { message, type: result.status }, [...said, ...repair].join('\n'))], 3);
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function countCases({ controls, host }: Suite, look: HostResults): Counts {
  const kinds = { passed: 0, failure: 0, error: 0, skipped: 0 };
  for (const control of controls) kinds[kindOf[look(control, host).status]] += 1;
  return { tests: controls.length, failures: kinds.failure, errors: kinds.error, skipped: kinds.skipped };
}

const sumOf = (counts: readonly Counts[]): Counts => ({
  tests: sum(counts, 'tests'),
  failures: sum(counts, 'failures'),
  errors: sum(counts, 'errors'),
  skipped: sum(counts, 'skipped'),
});

const sum = (counts: readonly Counts[], what: keyof Counts): number =>
  counts.reduce((total, count) => total + count[what], 0);
