import type { AssessedControl, Assessment } from '../../domain/assessment.ts';
import { shownId } from '../../domain/control-id.ts';
import type { AssessmentFormat } from './format.ts';
import { jsonParts } from './json-text.ts';
import { sarifResults } from './sarif/results.ts';
import { gradeOf, severityOf } from './control-words.ts';
import { plainLine, plainText } from './plain-text.ts';
import { uuidOf } from './uuid.ts';

/** SARIF 2.1.0 (OASIS): what code scanning services and editors load. */
export const sarifFormat: AssessmentFormat = {
  name: 'sarif',
  purpose: 'SARIF 2.1.0, for code scanning services and editors',
  extensions: ['.sarif', '.sarif.json'],
  holds: null,
  files: (assessment) => [{ of: null, parts: jsonParts(log(assessment), 4) }],
};

const log = (assessment: Assessment) => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: [runOf(assessment)],
});

function runOf(assessment: Assessment) {
  const { header, scope, controls } = assessment;
  return {
    tool: {
      driver: {
        name: header.tool.name,
        semanticVersion: header.tool.version,
        rules: controls.map((control) => ruleOf(assessment, control)),
      },
    },
    automationDetails: { id: `assess/${plainLine(header.run)}`, guid: uuidOf('sarif', header.run, header.startedAt) },
    invocations: [
      {
        executionSuccessful: true,
        startTimeUtc: header.startedAt,
        endTimeUtc: header.finishedAt,
        account: header.operator,
        toolExecutionNotifications: scope.missing.map((missing) => ({
          level: 'warning',
          message: { text: plainLine(missing) },
        })),
      },
    ],
    columnKind: 'unicodeCodePoints',
    results: sarifResults(assessment),
    properties: {
      profile: header.profile,
      chosen: header.chosen,
      catalogue: header.catalogue,
      playbooks: header.playbooks,
      inventory: header.inventory,
      waivers: header.waivers,
      git: header.git,
    },
  };
}

function ruleOf({ benchmarks }: Assessment, control: AssessedControl) {
  const own = benchmarks.filter(({ controls }) => controls.includes(control.id));
  return {
    id: control.id,
    shortDescription: { text: sentence(control.title) },
    fullDescription: { text: plainText(control.rationale) },
    ...(control.remediation === null ? {} : { help: { text: plainText(control.remediation) } }),
    defaultConfiguration: { level: levelOf(control) },
    properties: {
      tags: own.map(({ id }) => id),
      ids: own.map(({ id }) => shownId(control, id)),
      grade: gradeOf(control),
      scope: control.scope,
      area: control.area,
      wanted: control.wanted,
    },
  };
}

/** SARIF wants a full stop at the end of a message (3.11.3). */
const sentence = (title: string): string => plainLine(title).replace(/[^.!?]$/, '$&.');

const levels = { high: 'error', medium: 'warning', low: 'note' } as const;

const levelOf = (control: AssessedControl): 'error' | 'warning' | 'note' => levels[severityOf(control)];
