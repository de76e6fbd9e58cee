import type { AssessedBenchmark, AssessedHost, Assessment } from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import { controlsOf } from './controls-of.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hdfControl } from './hdf/control.ts';
import { hostResults, type HostResults } from './host-results.ts';
import { compactJson } from './json-text.ts';
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
  for (const host of assessment.scope.hosts) {
    yield { of: names.get(host.name) ?? null, text: compactJson(execution(assessment, host, look)) };
  }
}

const execution = (assessment: Assessment, host: AssessedHost, look: HostResults) => ({
  platform: {
    name: plainLine(host.os ?? 'unknown'),
    release: plainLine(host.version ?? 'unknown'),
    target_id: plainLine(host.name),
  },
  version: assessment.header.tool.version,
  statistics: { duration: secondsOf(assessment) },
  profiles: assessment.benchmarks.map((benchmark) => profileOf(assessment, benchmark, host, look)),
});

const secondsOf = ({ header }: Assessment): number =>
  (Date.parse(header.finishedAt) - Date.parse(header.startedAt)) / 1000;

function profileOf(assessment: Assessment, benchmark: AssessedBenchmark, host: AssessedHost, look: HostResults) {
  const { header } = assessment;
  const controls = controlsOf(assessment, benchmark);
  return {
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
    controls: controls.map((control) => hdfControl(header, control, benchmark, host, look(control, host))),
  };
}
