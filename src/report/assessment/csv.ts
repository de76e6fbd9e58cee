import type { AssessedControl, Assessment, ControlResult } from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import { gradeOf, statusWords } from './control-words.ts';
import { commandsOf, placeOf, resultLines } from './evidence-words.ts';
import type { AssessmentFormat } from './format.ts';
import { waiverOf } from './host-results.ts';
import { plainLine } from './plain-text.ts';

/** A row for each control, benchmark and host. RFC 4180, UTF-8. */
export const csvFormat: AssessmentFormat = {
  name: 'csv',
  purpose: 'a row for each control and host, for spreadsheets',
  extensions: ['.csv'],
  holds: null,
  files: (assessment) => [{ of: null, parts: rows(assessment) }],
};

const header = [
  'benchmark',
  'control',
  'title',
  'grade',
  'scope',
  'area',
  'host or cluster',
  'role',
  'status',
  'found',
  'wanted',
  'where',
  'by hand',
  'repair',
  'waived until',
  'looked at',
] as const;

/** Texts at once, and what hosts share made once: a fleet has a hundred thousand rows. */
function* rows(assessment: Assessment): Iterable<string> {
  yield rowText(header);
  const controls = new Map(assessment.controls.map((control) => [control.id, control]));
  const hosts = new Map(assessment.scope.hosts.map((host) => [host.name, host]));
  for (const benchmark of assessment.benchmarks) {
    for (const id of benchmark.controls) {
      const control = controls.get(id);
      if (control === undefined) continue;
      const first = cellsText([
        `${benchmark.title} ${benchmark.version}`,
        shownId(control, benchmark.id),
        ...aboutControl(control),
      ]);
      for (const result of control.results) {
        const last = cellsText(aboutResult(assessment, control, result));
        for (const name of result.hosts) {
          const host = hosts.get(name);
          const own = cellsText([name, host?.role ?? '']);
          yield `${first},${own},${last},${cellText(host?.at ?? assessment.header.finishedAt)}\r\n`;
        }
      }
    }
  }
}

const aboutControl = (control: AssessedControl): readonly string[] => [
  control.title,
  gradeOf(control) ?? '',
  control.scope,
  control.area,
];

function aboutResult(assessment: Assessment, control: AssessedControl, result: ControlResult): readonly string[] {
  const waiver = waiverOf(assessment, result);
  return [
    statusWords[result.status],
    resultLines(result, waiver).join(' | '),
    control.wanted.join(' | '),
    [...new Set(result.evidence.map(placeOf))].join(' | '),
    commandsOf(result.evidence).join(' | '),
    control.remediation ?? '',
    waiver?.expires ?? '',
  ];
}

const rowText = (cells: readonly string[]): string => `${cellsText(cells)}\r\n`;

const cellsText = (cells: readonly string[]): string => cells.map(cellText).join(',');

const cellText = (cell: string): string => `"${inert(plainLine(cell)).replaceAll('"', '""')}"`;

/**
 * Spreadsheets run what starts with one of these signs, in their wide forms too, and some split a cell at another
 * separator than the file's: an apostrophe before the sign makes it text (OWASP, CSV Injection).
 */
const inert = (text: string): string => text.replaceAll(/(^|[,;|"'])(\s*)(?=[=+\-@＝＋－＠])/g, "$1$2'");
