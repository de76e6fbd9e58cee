import type {
  AssessedBenchmark,
  AssessedControl,
  AssessedHost,
  Assessment,
  AssessmentHeader,
} from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import { controlsOf } from './controls-of.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hdfControlText } from './hdf/control.ts';
import { hostResults, type HostResults } from './host-results.ts';
import { openObject } from './json-text.ts';
import { plainLine } from './plain-text.ts';
import { hostFileNames } from './file-names.ts';

/** Heimdall Data Format: what InSpec's JSON reporter writes, a profile for each benchmark, one file a target. */
export const hdfFormat: AssessmentFormat = {
  name: 'hdf',
  purpose: 'Heimdall Data Format (InSpec JSON), one file a host, for Heimdall and SAF',
  extensions: ['.hdf.json', '.hdf'],
  holds: null,
  files,
};

function* files(assessment: Assessment): Iterable<ReportFile> {
  const look = hostResults(assessment);
  const names = hostFileNames(assessment);
  const profiles = assessment.benchmarks.map((benchmark) => profileParts(assessment, benchmark, look));
  for (const host of assessment.scope.hosts) {
    yield { of: names.get(host.name) ?? null, parts: executionParts(assessment, profiles, host) };
  }
}

type ProfileParts = (host: AssessedHost) => Iterable<string>;

function* executionParts(
  assessment: Assessment,
  profiles: readonly ProfileParts[],
  host: AssessedHost,
): Iterable<string> {
  yield `${openObject(execution(assessment, host))},"profiles":[`;
  for (const [index, profile] of profiles.entries()) {
    if (index > 0) yield ',';
    yield* profile(host);
  }
  yield ']}\n';
}

const execution = (assessment: Assessment, host: AssessedHost) => ({
  platform: {
    name: plainLine(host.os ?? 'unknown'),
    release: plainLine(host.version ?? 'unknown'),
    target_id: plainLine(host.name),
  },
  version: assessment.header.tool.version,
  statistics: { duration: secondsOf(assessment) },
});

const secondsOf = ({ header }: Assessment): number =>
  (Date.parse(header.finishedAt) - Date.parse(header.startedAt)) / 1000;

/** What makes the profile of a host as JSON: what hosts share of it is made once. */
function profileParts(assessment: Assessment, benchmark: AssessedBenchmark, look: HostResults): ProfileParts {
  const { header } = assessment;
  const controls = controlsOf(assessment, benchmark);
  const head = `${openObject(profileOf(header, benchmark, controls))},"controls":[`;
  const text = hdfControlText(benchmark);
  return function* (host) {
    const at = host.at ?? header.finishedAt;
    yield head;
    for (const [index, control] of controls.entries()) {
      if (index > 0) yield ',';
      yield text(control, look(control, host), at);
    }
    yield ']}';
  };
}

const profileOf = (header: AssessmentHeader, benchmark: AssessedBenchmark, controls: readonly AssessedControl[]) => ({
  name: benchmark.id,
  version: benchmark.version,
  title: benchmark.title,
  summary: `Ids are those of the benchmark; titles, reasons and repairs are in the words of the catalogue ${header.catalogue.version}.`,
  sha256: header.catalogue.digest,
  supports: [],
  attributes: [],
  status: 'loaded',
  groups: [...new Set(controls.map(({ area }) => area))].map((area) => ({
    id: area,
    title: area,
    controls: controls.filter((control) => control.area === area).map((control) => shownId(control, benchmark.id)),
  })),
});
