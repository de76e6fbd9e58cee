import type { AssessedBenchmark, AssessedControl, AssessedHost, Assessment } from '../../domain/assessment.ts';
import type { BenchmarkId } from '../../domain/control.ts';
import { controlsOf } from './controls-of.ts';
import { commandsOf, resultLines } from './evidence-words.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hostResults, type HostResult, type HostResults } from './host-results.ts';
import { compactJson } from './json-text.ts';
import { countStates, type State, stateOf } from './kube-bench/states.ts';
import { hostFileNames } from './file-names.ts';

const benchmarks: readonly BenchmarkId[] = ['cis-1.24', 'cis-1.12'];

/** What `kube-bench --json` prints on a node: for what already reads that. */
export const kubeBenchFormat: AssessmentFormat = {
  name: 'kube-bench',
  purpose: 'what kube-bench --json prints, one file a host, of a CIS benchmark',
  extensions: ['.kube-bench.json'],
  holds: benchmarks,
  files,
};

function* files(assessment: Assessment): Iterable<ReportFile> {
  const chosen = assessment.benchmarks.filter(({ id }) => benchmarks.includes(id));
  if (chosen.length === 0) return;
  const look = hostResults(assessment);
  const names = hostFileNames(assessment);
  for (const host of assessment.scope.hosts) {
    const Controls = chosen.flatMap((benchmark) => nodeTypes(assessment, benchmark, host, look));
    const totals = countStates(Controls.flatMap(({ tests }) => tests.flatMap(({ results }) => results.map(state))));
    yield { of: names.get(host.name) ?? null, parts: [compactJson({ Controls, Totals: totals }), '\n'] };
  }
}

/** kube-bench has a list for each kind of component, and says on which it is by `node_type`. */
const parts = [
  { id: '1', node_type: 'master', text: 'Control plane' },
  { id: '2', node_type: 'etcd', text: 'Datastore' },
  { id: '3', node_type: 'controlplane', text: 'Cluster configuration' },
  { id: '4', node_type: 'node', text: 'Node' },
  { id: '5', node_type: 'policies', text: 'Policies' },
] as const;

function nodeTypes(assessment: Assessment, benchmark: AssessedBenchmark, host: AssessedHost, look: HostResults) {
  const here = controlsOf(assessment, benchmark).filter(({ scope }) => isHere(scope, host));
  return parts.flatMap((part) => {
    const own = here.filter((control) => numberIn(control, benchmark).split('.')[0] === part.id);
    const tests = sections(own, benchmark).map((section) => sectionOf(section, own, benchmark, host, look));
    if (tests.length === 0) return [];
    const states = tests.flatMap(({ results }) => results.map(state));
    return [{ ...part, version: benchmark.id, detected_version: host.version ?? '', tests, ...countStates(states) }];
  });
}

/** kube-bench runs only what is for the kind of node. */
const isHere = (scope: AssessedControl['scope'], { role }: AssessedHost): boolean =>
  scope === 'node' || (scope === 'cluster' ? role === 'control-plane' : scope === role);

const numberIn = ({ numbers }: AssessedControl, { id }: AssessedBenchmark): string => numbers[id] ?? '';

const sectionNumber = (number: string): string => number.split('.').slice(0, -1).join('.');

const sections = (controls: readonly AssessedControl[], benchmark: AssessedBenchmark): readonly string[] => [
  ...new Set(controls.map((control) => sectionNumber(numberIn(control, benchmark)))),
];

function sectionOf(
  section: string,
  controls: readonly AssessedControl[],
  benchmark: AssessedBenchmark,
  host: AssessedHost,
  look: HostResults,
) {
  const own = controls.filter((control) => sectionNumber(numberIn(control, benchmark)) === section);
  const results = own.map((control) => resultOf(control, numberIn(control, benchmark), look(control, host)));
  const { total_pass: pass, total_fail: fail, total_warn: warn, total_info: info } = countStates(results.map(state));
  const desc = [...new Set(own.map(({ area }) => area))].join(', ');
  return { section, type: '', pass, fail, warn, info, desc, results };
}

const state = ({ status }: { readonly status: State }): State => status;

function resultOf(control: AssessedControl, number: string, found: HostResult) {
  return {
    test_number: number,
    test_desc: control.title,
    audit: commandsOf(found.evidence).join('\n'),
    AuditEnv: '',
    AuditConfig: '',
    type: control.unchecked === null ? '' : 'manual',
    remediation: control.remediation ?? '',
    test_info: control.remediation === null ? [] : [control.remediation],
    status: stateOf(found.status),
    actual_value: resultLines({ ...found, because: null }, null).join('\n'),
    scored: control.unchecked === null,
    IsMultiple: false,
    expected_result: control.wanted.join('\n'),
    reason: resultLines({ ...found, evidence: [] }, found.waiver).join('\n'),
  };
}
