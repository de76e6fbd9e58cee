import type { AssessedHost, Assessment } from '../../domain/assessment.ts';
import { controlsOf } from './controls-of.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hostResults } from './host-results.ts';
import { hostFileNames } from './file-names.ts';
import { benchmarkElement, groupsOf } from './xccdf/benchmark.ts';
import { testResult } from './xccdf/test-result.ts';
import { xmlLines } from './xml.ts';

/**
 * XCCDF 1.2 (NIST IR 7275 revision 4): a Benchmark with its rules in our words, and one TestResult. One file for each
 * host and benchmark, because importers take one target and one benchmark from a file.
 */
export const xccdfFormat: AssessmentFormat = {
  name: 'xccdf',
  purpose: 'XCCDF 1.2 results, one file for each host and benchmark, for SCAP tools',
  extensions: ['.xccdf.xml', '.xccdf'],
  holds: null,
  files,
};

function* files(assessment: Assessment): Iterable<ReportFile> {
  const look = hostResults(assessment);
  const names = hostFileNames(assessment);
  for (const benchmark of assessment.benchmarks) {
    const controls = controlsOf(assessment, benchmark);
    const groups = groupsOf(benchmark, controls);
    const result = testResult(assessment, benchmark, controls, look);
    for (const host of assessment.scope.hosts) {
      const parts = xmlLines(benchmarkElement(assessment, benchmark, groups, result(host)));
      yield { of: `${fileName(names, host)}-${benchmark.id}`, parts };
    }
  }
}

const fileName = (names: ReadonlyMap<string, string>, { name }: AssessedHost): string => names.get(name) ?? '_';
