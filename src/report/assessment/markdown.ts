import type { Assessment, ControlStatus } from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import { controlsOf } from './controls-of.ts';
import type { AssessmentFormat } from './format.ts';
import { causesSection, manualSection } from './markdown/findings.ts';
import { headSection, scopeSection } from './markdown/head.ts';
import { differencesSection, sinceSection, waiversSection } from './markdown/rest.ts';
import { gradeOf, statusWords } from './control-words.ts';
import { markdownTable, markdownText } from './markdown-text.ts';

/** For issues, wikis and pull requests. */
export const markdownFormat: AssessmentFormat = {
  name: 'markdown',
  purpose: 'for issues, wikis and pull requests',
  extensions: ['.md', '.markdown'],
  holds: null,
  files: (assessment) => [{ of: null, parts: [`${document(assessment).join('\n').trimEnd()}\n`] }],
};

const document = (assessment: Assessment): readonly string[] => [
  ...headSection(assessment),
  ...totalsSection(assessment),
  ...causesSection(assessment),
  ...manualSection(assessment),
  ...waiversSection(assessment),
  ...differencesSection(assessment),
  ...sinceSection(assessment),
  ...scopeSection(assessment),
  ...controlsSection(assessment),
];

const columns: readonly ControlStatus[] = [
  'pass',
  'fail',
  'unknown',
  'waived',
  'attested',
  'manual',
  'not-applicable',
  'not-assessed',
];

function totalsSection(assessment: Assessment): readonly string[] {
  const rows = assessment.benchmarks.map((benchmark) => {
    const found = controlsOf(assessment, benchmark);
    const count = (status: ControlStatus) => String(found.filter((control) => control.status === status).length);
    return [markdownText(`${benchmark.title} ${benchmark.version}`), ...columns.map(count), String(found.length)];
  });
  return markdownTable(['', ...columns.map((status) => statusWords[status]), 'of'], rows);
}

function controlsSection({ benchmarks, controls }: Assessment): readonly string[] {
  const byId = new Map(controls.map((control) => [control.id, control]));
  return benchmarks.flatMap(({ id: benchmark, title, version, controls: ids }) => [
    `## ${markdownText(`${title} ${version}`)}`,
    '',
    ...markdownTable(
      ['control', 'grade', 'status', 'title'],
      ids
        .flatMap((id) => byId.get(id) ?? [])
        .map((control) => [
          markdownText(shownId(control, benchmark)),
          gradeOf(control) ?? '',
          statusWords[control.status],
          markdownText(control.title),
        ]),
    ),
  ]);
}
