import type { AssessedControl } from '../../../domain/assessment.ts';
import type { BenchmarkId } from '../../../domain/control.ts';
import { shownId } from '../../../domain/control-id.ts';

/**
 * Ids have the form `xccdf_NAMESPACE_KIND_NAME` (XCCDF 1.2, table 11). DISA's are those of its own files, so that
 * importers know the benchmark and its rules again; the others are ours, since CIS publishes its own.
 */
const namespaceOf = (benchmark: BenchmarkId): string => (benchmark === 'stig' ? 'mil.disa.stig' : 'bulwark');

export const benchmarkIdOf = (benchmark: BenchmarkId): string =>
  `xccdf_${namespaceOf(benchmark)}_benchmark_${benchmark === 'stig' ? 'Kubernetes_STIG' : benchmark}`;

export const groupIdOf = (control: AssessedControl, benchmark: BenchmarkId): string =>
  `xccdf_${namespaceOf(benchmark)}_group_${shownId(control, benchmark)}`;

export const ruleIdOf = (control: AssessedControl, benchmark: BenchmarkId): string =>
  `xccdf_${namespaceOf(benchmark)}_rule_${benchmark === 'stig' && control.stig !== null ? control.stig.ruleId : shownId(control, benchmark)}`;

export const testResultIdOf = (benchmark: BenchmarkId, host: string, run: string): string =>
  `xccdf_bulwark_testresult_${benchmark}.${wordOf(host)}.${wordOf(run)}`;

/** An NCName holds no colon, no space and little else. */
const wordOf = (text: string): string => text.replaceAll(/[^A-Za-z0-9.-]/g, '_');
