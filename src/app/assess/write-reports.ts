import type { Assessment } from '../../domain/assessment.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { near } from '../../domain/near.ts';
import { PlanFileError } from '../../domain/plan-ports.ts';
import { folderOf } from '../../inventory/paths.ts';
import { type AssessmentFormat, fileText } from '../../report/assessment/format.ts';
import { assessmentFormats, formatOf, pathOf } from '../../report/assessment/formats.ts';
import { isArchive } from '../evidence.ts';
import type { AssessInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';

/** What is wrong with the files of `-o`, before a host is contacted. */
export function reportProblems(
  { out, merge, sign }: Pick<AssessInvocation, 'out' | 'merge' | 'sign'>,
  { files }: Pick<AppPorts, 'files'>,
): readonly Diagnostic[] {
  const unused = [
    ...(sign === null || out.some(isArchive) ? [] : [nothingToSign]),
    ...(merge && out.length === 0 ? [nothingToMerge] : []),
  ];
  const wrong = out.flatMap((path) => {
    const format = formatOf(path);
    if (format === null && !isArchive(path)) return [unknownFormat(path)];
    if (merge && format !== null && format.merge === undefined)
      return [problem('report-merge', `--merge: nobody writes into ${format.name} files`, 'leave --merge out')];
    const folder = folderOf(path);
    return files.isFolder(folder)
      ? []
      : [problem('report-unwritable', `-o ${path}: there is no folder ${folder}`, `mkdir -p ${folder}`)];
  });
  return [...unused, ...wrong];
}

/** A file of `-o` as it was asked for, and what was made of it: one file, or one for each host. */
export interface WrittenReport {
  readonly path: string;
  readonly files: readonly string[];
}

/** Writes each report, in place of what is there; gives the paths, or why one could not be written. */
export function writeReports(
  assessment: Assessment,
  { out, merge }: Pick<AssessInvocation, 'out' | 'merge'>,
  { files, plans }: Pick<AppPorts, 'files' | 'plans'>,
): { readonly written: readonly WrittenReport[]; readonly problems: readonly Diagnostic[] } {
  const written: WrittenReport[] = [];
  const problems: Diagnostic[] = [];
  for (const path of out) {
    const format = formatOf(path);
    if (format === null) continue;
    const of: string[] = [];
    try {
      for (const file of format.files(assessment)) {
        const place = pathOf(path, format, file);
        const earlier = merge && files.isFile(place) ? files.read(place) : null;
        const text =
          earlier === null ? fileText(file) : merged(format, assessment, { place, earlier, of: file.of }, problems);
        if (text === null) continue;
        plans.files.replace(place, text);
        of.push(place);
      }
    } catch (error) {
      if (!(error instanceof PlanFileError)) throw error;
      problems.push(problem('report-unwritable', error.message, error.hint));
    }
    if (of.length > 0) written.push({ path, files: of });
  }
  return { written, problems };
}

/** What a person wrote into the earlier file of the same host, with the new results; null: it cannot be read. */
function merged(
  format: AssessmentFormat,
  assessment: Assessment,
  { place, earlier, of }: { readonly place: string; readonly earlier: Uint8Array; readonly of: string | null },
  problems: Diagnostic[],
): string | null {
  const found = format.merge?.(assessment, { file: place, text: new TextDecoder().decode(earlier) });
  if (found === undefined) return null;
  if (!found.ok) {
    problems.push(...found.diagnostics);
    return null;
  }
  const file = found.value.find((one) => one.of === of);
  return file === undefined ? null : fileText(file);
}

const nothingToSign: Diagnostic = {
  severity: 'error',
  code: 'report-sign',
  summary: '--sign signs evidence, and no file of -o is an archive of it',
  hint: '-o evidence.tar --sign KEY',
};

const nothingToMerge: Diagnostic = {
  severity: 'error',
  code: 'report-merge',
  summary: '--merge keeps what a person wrote into a checklist, and -o names none',
  hint: '-o prod.cklb --merge',
};

const unknownFormat = (path: string): Diagnostic => {
  const ends = [...assessmentFormats.flatMap(({ extensions }) => extensions), '.tar'];
  const [meant] = near(/\.[^/]*$/.exec(path)?.[0] ?? path, ends);
  return problem(
    'report-format',
    `-o ${path}: no format has this ending`,
    meant === undefined ? `one of ${ends.join(' ')}` : `did you mean ${meant}? (all: ${ends.join(' ')})`,
  );
};

const problem = (code: string, summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code,
  summary,
  hint,
});
