import type { Assessment } from '../../domain/assessment.ts';
import type { BenchmarkId } from '../../domain/control.ts';
import type { Parsed } from '../../domain/diagnostic.ts';

/** One file of a report. */
export interface ReportFile {
  /** What tells it from the other files of its format, safe in a file name: `cp-1`; null: it is the only one. */
  readonly of: string | null;
  /** Its text in pieces, to be gone through once: a fleet's file need not be in memory as a whole. */
  readonly parts: Iterable<string>;
}

export const fileText = ({ parts }: Pick<ReportFile, 'parts'>): string => [...parts].join('');

/** A way to write an assessment down. Adding one: a line in `formats.ts`. */
export interface AssessmentFormat {
  /** What it is called in words and options: `kube-bench`. */
  readonly name: string;
  /** For whom or what it is, in a few words. */
  readonly purpose: string;
  /** Ends of file names that mean it, the usual one first: `.cklb`. */
  readonly extensions: readonly [string, ...string[]];
  /** What it can hold; null: every benchmark. When none of these was assessed, it has no files. */
  readonly holds: readonly BenchmarkId[] | null;
  /** One file at a time, so that a fleet's files need not be in memory together. Pure: same assessment, same bytes. */
  readonly files: (assessment: Assessment) => Iterable<ReportFile>;
  /**
   * The earlier file of one host with the new results in it, and everything that a person wrote there as it was. Left
   * out where nobody writes into such files.
   */
  readonly merge?: (assessment: Assessment, earlier: EarlierFile) => Parsed<readonly ReportFile[]>;
}

/** A file that an earlier assessment left, and that a person may have filled in. */
export interface EarlierFile {
  readonly file: string;
  readonly text: string;
}
