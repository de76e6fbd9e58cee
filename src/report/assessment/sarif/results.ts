import type {
  AssessedControl,
  AssessedHost,
  Assessment,
  ControlResult,
  ControlStatus,
} from '../../../domain/assessment.ts';
import { isWell } from '../../../domain/control-status.ts';
import { severityOf, statusWords } from '../control-words.ts';
import { resultLines } from '../evidence-words.ts';
import { waiverOf } from '../host-results.ts';
import { plainLine } from '../plain-text.ts';
import { sarifLocations } from './locations.ts';

/** open: not enough was seen to decide. review: a person has to decide (SARIF 2.1.0, 3.27.9). */
const kinds = {
  fail: 'fail',
  unknown: 'open',
  'not-assessed': 'open',
  manual: 'review',
  waived: 'fail',
  attested: 'review',
  pass: 'pass',
  'not-applicable': 'notApplicable',
} as const satisfies Record<ControlStatus, string>;

const levels = { high: 'error', medium: 'warning', low: 'note' } as const;

/** One for each host where something is to be done; what is well on many hosts is one result of them all. */
export function* sarifResults(assessment: Assessment) {
  const hosts = new Map(assessment.scope.hosts.map((host) => [host.name, host]));
  for (const [ruleIndex, control] of assessment.controls.entries())
    for (const result of control.results)
      for (const names of groups(result)) yield resultOf(assessment, { control, ruleIndex, result, names, hosts });
}

interface Found {
  readonly control: AssessedControl;
  readonly ruleIndex: number;
  readonly result: ControlResult;
  readonly names: readonly string[];
  readonly hosts: ReadonlyMap<string, AssessedHost>;
}

const groups = ({ hosts, status }: ControlResult): readonly (readonly string[])[] =>
  isWell(status) ? [hosts] : hosts.map((host) => [host]);

function resultOf(assessment: Assessment, { control, ruleIndex, result, names, hosts }: Found) {
  const kind = kinds[result.status];
  const waiver = waiverOf(assessment, result);
  const said = resultLines(result, null);
  const text = [`${statusWords[result.status]} on ${names.map(plainLine).join(', ')}`, ...said].join('\n');
  return {
    ruleId: control.id,
    ruleIndex,
    kind,
    level: kind === 'fail' ? levels[severityOf(control)] : 'none',
    message: { text },
    locations: names.flatMap((name) => sarifLocations(control, name, hosts.get(name), result.evidence)),
    partialFingerprints: { 'controlAndHosts/v1': [control.id, ...names].join(' ') },
    ...(waiver === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: plainLine(waiver.reason),
              properties: {
                kind: waiver.kind,
                owner: waiver.owner,
                approvedBy: waiver.approvedBy,
                expires: waiver.expires,
                where: waiver.where,
              },
            },
          ],
        }),
    properties: { status: result.status, hosts: names, evidence: result.evidence },
  };
}
