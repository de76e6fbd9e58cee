import type { BenchmarkId } from '../../domain/control.ts';

/** What `--profile` takes. cis: the CIS benchmark that is for the installed version. */
export const profileWords = ['cis', 'cis-1.24', 'cis-1.12', 'stig'] as const;
export type ProfileWord = (typeof profileWords)[number];

/** Where nobody names one. */
export const usualProfiles: readonly ProfileWord[] = ['cis', 'stig'];

export interface ChosenProfiles {
  /** In the order asked, without repetition; `bulwark` is not among them, and always judged. */
  readonly benchmarks: readonly BenchmarkId[];
  /** Why `cis` is the benchmark it is; null: it was not asked for. */
  readonly chosen: string | null;
}
