import type { AssessedControl, Assessment, Cause, ControlResult } from '../../../domain/assessment.ts';
import { gradeOf, statusWords } from '../control-words.ts';
import { commandsOf, evidenceLine, resultLines } from '../evidence-words.ts';
import { waiverOf } from '../host-results.ts';
import { markdownText } from '../markdown-text.ts';
import { clipped } from '../plain-text.ts';

/** A line of evidence is for reading; the whole of it is in the JSON. */
const MAX_LINE = 300;

/** One block a repair. */
export const causesSection = ({ causes, controls }: Assessment): readonly string[] =>
  causes.length === 0 ? [] : ['## Findings', '', ...causes.flatMap((cause) => causeBlock(cause, controls))];

function causeBlock(cause: Cause, controls: readonly AssessedControl[]): readonly string[] {
  const worst = controls.find(({ id }) => id === cause.controls[0]);
  const grade = worst === undefined ? null : gradeOf(worst);
  const by = commandsOf(cause.evidence);
  return [
    `### ${[statusWords[cause.status], ...(grade === null ? [] : [grade])].join(', ')}: ${markdownText(cause.title)}`,
    '',
    `- Controls: ${cause.controls.map(markdownText).join(', ')}`,
    `- Hosts: ${cause.hosts.map(markdownText).join(', ')}`,
    ...cause.evidence.map((evidence) => `- ${shown(evidenceLine(evidence))}`),
    ...by.map((command) => `- By hand: ${shown(command)}`),
    ...(cause.repair === null ? [] : [`- Repair: ${markdownText(cause.repair)}`]),
    '',
  ];
}

/** What a person has to judge, with what was collected for it. */
export function manualSection(assessment: Assessment): readonly string[] {
  const open = assessment.controls.filter(({ status }) => status === 'manual');
  if (open.length === 0) return [];
  return ['## For a person to judge', '', ...open.flatMap((control) => manualBlock(assessment, control))];
}

const manualBlock = (assessment: Assessment, control: AssessedControl): readonly string[] => [
  `### ${markdownText(control.id)}: ${markdownText(control.title)}`,
  '',
  ...(control.unchecked === null ? [] : [markdownText(control.unchecked.why), '']),
  ...control.results.flatMap((result) => resultItems(assessment, result)),
  '',
];

const resultItems = (assessment: Assessment, result: ControlResult): readonly string[] =>
  resultLines(result, waiverOf(assessment, result)).map(
    (line) => `- ${result.hosts.map(markdownText).join(', ')}: ${shown(line)}`,
  );

const shown = (line: string): string => markdownText(clipped(line, MAX_LINE));
