import type {
  AssessedBenchmark,
  AssessedControl,
  AssessedHost,
  Assessment,
  AssessmentHeader,
  ControlStatus,
} from '../../../domain/assessment.ts';
import { severityOf, statusWords } from '../control-words.ts';
import { resultLines } from '../evidence-words.ts';
import { type HostResult, type HostResults, ofResults } from '../host-results.ts';
import { plainLine } from '../plain-text.ts';
import { element, renderXml, type RenderedXml, type XmlElement } from '../xml.ts';
import { CHECK_SYSTEM } from './benchmark.ts';
import { benchmarkIdOf, ruleIdOf, testResultIdOf } from './ids.ts';

/** XCCDF's words (1.2, table 26). Nothing that a person accepted is a pass that was measured. */
const results = {
  fail: 'fail',
  unknown: 'unknown',
  'not-assessed': 'notchecked',
  manual: 'notchecked',
  waived: 'fail',
  attested: 'pass',
  pass: 'pass',
  'not-applicable': 'notapplicable',
} as const satisfies Record<ControlStatus, string>;

/** What makes the result of a host; what hosts share of it is made once. */
export function testResult(
  { header }: Assessment,
  benchmark: AssessedBenchmark,
  controls: readonly AssessedControl[],
  look: HostResults,
): (host: AssessedHost) => XmlElement {
  const inside = ofResults(insideOf);
  return (host) => {
    const found = controls.map((control) => ({ control, result: look(control, host) }));
    const rules = found.map(({ control, result }) => ruleResult(control, benchmark, host, inside(control, result)));
    return resultElement(header, benchmark, host, [
      ...rules,
      scoreOf(found.map(({ result }) => results[result.status])),
    ]);
  };
}

const resultElement = (
  header: AssessmentHeader,
  benchmark: AssessedBenchmark,
  host: AssessedHost,
  found: readonly XmlElement[],
): XmlElement =>
  element(
    'TestResult',
    {
      id: testResultIdOf(benchmark.id, host.name, header.run),
      version: benchmark.version,
      'start-time': header.startedAt,
      'end-time': header.finishedAt,
      'test-system': `cpe:/a:bulwark:${header.tool.name}:${header.tool.version}`,
    },
    element('benchmark', { href: `#${benchmarkIdOf(benchmark.id)}`, id: benchmarkIdOf(benchmark.id) }),
    element('title', {}, `${benchmark.title} ${benchmark.version} on ${host.name}`),
    element('identity', { authenticated: String(host.reached), privileged: String(host.reached) }, header.operator),
    element('target', {}, host.name),
    host.address === null ? null : element('target-address', {}, host.address),
    element('target-facts', {}, ...factsOf(host)),
    ...found,
  );

/** Names of facts are URNs, as the standard wants (6.6.4.4). */
const factsOf = (host: AssessedHost): readonly XmlElement[] => [
  fact('cluster', 'string', host.cluster),
  ...(host.role === null ? [] : [fact('role', 'string', host.role)]),
  ...(host.version === null ? [] : [fact('kubernetes', 'string', host.version)]),
  ...(host.os === null ? [] : [fact('os', 'string', host.os)]),
  ...(host.clockSkew === null ? [] : [fact('clock-skew-seconds', 'number', String(host.clockSkew))]),
  ...Object.entries(host.facts).map(([name, value]) => fact(name, 'string', value)),
];

const fact = (name: string, type: 'string' | 'number', value: string): XmlElement =>
  element('fact', { name: `urn:bulwark:fact:${encodeURIComponent(plainLine(name))}`, type }, value);

const ruleResult = (
  control: AssessedControl,
  benchmark: AssessedBenchmark,
  host: AssessedHost,
  inside: RenderedXml,
): XmlElement =>
  element(
    'rule-result',
    {
      idref: ruleIdOf(control, benchmark.id),
      severity: severityOf(control),
      time: host.at,
      role: control.unchecked === null ? 'full' : 'unscored',
    },
    inside,
  );

/** Three levels deep: in a rule-result of the TestResult of the Benchmark. */
const insideOf = (control: AssessedControl, result: HostResult): RenderedXml =>
  renderXml(
    [
      element('result', {}, results[result.status]),
      element('message', { severity: 'info' }, messageOf(result)),
      element(
        'check',
        { system: CHECK_SYSTEM },
        element('check-content-ref', { href: 'playbooks/controls', name: control.id }),
      ),
    ],
    3,
  );

const messageOf = (result: HostResult): string =>
  [statusWords[result.status], ...resultLines(result, result.waiver)].join('\n');

/** The part of what passed or failed that passed: XCCDF requires a score (flat, unweighted). */
function scoreOf(found: readonly string[]): XmlElement {
  const counted = found.filter((result) => result === 'pass' || result === 'fail' || result === 'unknown');
  const passed = counted.filter((result) => result === 'pass').length;
  return element('score', { system: 'urn:xccdf:scoring:flat-unweighted', maximum: counted.length }, String(passed));
}
