import type { Assessment } from '../../domain/assessment.ts';
import { type Diagnostic, parsed, type Parsed, refused } from '../../domain/diagnostic.ts';
import type { AssessmentFormat, EarlierFile, ReportFile } from './format.ts';

/** The files of all hosts: merged where there is an earlier one, new where there is none. */
export function mergedFiles(
  format: AssessmentFormat,
  assessment: Assessment,
  earlier: readonly EarlierFile[],
): Parsed<readonly ReportFile[]> {
  const { merge } = format;
  if (merge === undefined) return refused(notMerged(format));
  const merged = new Map<string | null, ReportFile>();
  const faults: Diagnostic[] = [];
  for (const file of earlier) {
    const one = merge(assessment, file);
    if (!one.ok) faults.push(...one.diagnostics);
    else if (merged.has(one.value.of)) faults.push(twice(file));
    else merged.set(one.value.of, one.value);
  }
  const [first, ...others] = faults;
  if (first !== undefined) return refused(first, ...others);
  return parsed([...format.files(assessment)].map((file) => merged.get(file.of) ?? file));
}

const notMerged = ({ name }: AssessmentFormat): Diagnostic => ({
  severity: 'error',
  code: 'checklist-not-merged',
  summary: `nothing is merged into ${name}`,
  hint: 'people write into .ckl and .cklb: merge those, and write this one anew',
});

const twice = ({ file }: EarlierFile): Diagnostic => ({
  severity: 'error',
  code: 'checklist-host',
  summary: 'another checklist to be merged is of the same host',
  hint: 'merge one checklist of each host',
  range: { file, start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
});
