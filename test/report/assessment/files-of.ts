import type { Assessment } from '../../../src/domain/assessment.ts';
import { type AssessmentFormat, fileText } from '../../../src/report/assessment/format.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

/** The only file of a format that writes one. */
export function oneText(format: AssessmentFormat, assessment: Assessment = sampleAssessment): string {
  const files = [...format.files(assessment)];
  const [file] = files;
  if (file === undefined || files.length > 1) throw new Error(`${format.name} wrote ${files.length} files`);
  return fileText(file);
}

/** The file of one host. */
export function textOf(format: AssessmentFormat, of: string, assessment: Assessment = sampleAssessment): string {
  const file = [...format.files(assessment)].find((one) => one.of === of);
  if (file === undefined) throw new Error(`${format.name} wrote nothing of ${of}`);
  return fileText(file);
}
