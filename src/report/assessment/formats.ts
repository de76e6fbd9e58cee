import { cklFormat } from './ckl.ts';
import { cklbFormat } from './cklb.ts';
import { csvFormat } from './csv.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hdfFormat } from './hdf.ts';
import { htmlFormat } from './html.ts';
import { jsonFormat } from './json.ts';
import { junitFormat } from './junit.ts';
import { kubeBenchFormat } from './kube-bench.ts';
import { markdownFormat } from './markdown.ts';
import { oscalFormat } from './oscal.ts';
import { sarifFormat } from './sarif.ts';
import { xccdfFormat } from './xccdf.ts';

/** Every way to write an assessment down, by its name's place in help. */
export const assessmentFormats: readonly AssessmentFormat[] = [
  htmlFormat,
  jsonFormat,
  markdownFormat,
  csvFormat,
  kubeBenchFormat,
  junitFormat,
  sarifFormat,
  xccdfFormat,
  cklFormat,
  cklbFormat,
  hdfFormat,
  oscalFormat,
];

/** By the longest end of the file's name that means one: `x.kube-bench.json` is kube-bench's. null: none does. */
export function formatOf(file: string): AssessmentFormat | null {
  const lower = file.toLowerCase();
  const matching = assessmentFormats.flatMap((format) =>
    format.extensions.filter((extension) => lower.endsWith(extension)).map((extension) => ({ format, extension })),
  );
  return matching.toSorted((a, b) => b.extension.length - a.extension.length)[0]?.format ?? null;
}

/** Where one of a format's files goes when the operator said `-o FILE`: `prod.cklb` of cp-1 is `prod-cp-1.cklb`. */
export function pathOf(file: string, format: AssessmentFormat, { of }: Pick<ReportFile, 'of'>): string {
  if (of === null) return file;
  const lower = file.toLowerCase();
  const extension =
    format.extensions.filter((end) => lower.endsWith(end)).toSorted((a, b) => b.length - a.length)[0] ?? '';
  const stem = file.slice(0, file.length - extension.length);
  const joint = stem === '' || stem.endsWith('/') ? '' : '-';
  return `${stem}${joint}${of}${file.slice(stem.length)}`;
}
