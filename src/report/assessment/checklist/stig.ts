import type { AssessedBenchmark, AssessedControl, AssessedHost, Assessment } from '../../../domain/assessment.ts';
import type { StigIds } from '../../../domain/control.ts';
import { controlsOf } from '../controls-of.ts';

/** What checklists are of: DISA's Kubernetes STIG. */
export const STIG_ID = 'Kubernetes_STIG';
/** DISA's number for Kubernetes as a target, in its checklists. */
export const TARGET_KEY = '5376';

export type StigControl = AssessedControl & { readonly stig: StigIds };

export interface Stig {
  readonly benchmark: AssessedBenchmark;
  readonly controls: readonly StigControl[];
  /** `2` and `4` of V2R4. */
  readonly version: string;
  readonly release: string;
}

/** null: the STIG was not assessed. */
export function stigOf(assessment: Assessment): Stig | null {
  const benchmark = assessment.benchmarks.find(({ id }) => id === 'stig');
  if (benchmark === undefined) return null;
  const [, version = benchmark.version, release = ''] = /^V(\d+)R(\d+)$/.exec(benchmark.version) ?? [];
  return { benchmark, version, release, controls: controlsOf(assessment, benchmark).filter(hasIds) };
}

const hasIds = (control: AssessedControl): control is StigControl => control.stig !== null;

/** Importers find the release by a blank after it. When DISA published it is in DISA's file, and not here. */
export const releaseInfo = ({ release }: Stig): string => `Release: ${release} (as assessed by Bulwark)`;

/** What was checked, in the words of the catalogue. */
export const checkText = ({ wanted, unchecked }: AssessedControl): string => unchecked?.why ?? wanted.join('\n');

/** For STIG Viewer, a server. Hosts are no Windows domain's. */
export const roleOf = ({ role }: AssessedHost): string => (role === null ? 'None' : 'Member Server');
