import type {
  AssessedControl,
  Assessment,
  ControlResult,
  ControlStatus,
  Evidence,
} from '../../../domain/assessment.ts';
import { statusWords } from '../control-words.ts';
import { evidenceLine, resultLines } from '../evidence-words.ts';
import { waiverOf } from '../host-results.ts';
import { clusterId, hostId, oscalIds } from './ids.ts';
import { riskId } from './risks.ts';
import { prop, word } from './words.ts';

/** What was seen, one for each group of hosts with the same result. */
export function* observations(assessment: Assessment) {
  const clusters = new Map(assessment.scope.hosts.map(({ name, cluster }) => [name, cluster]));
  for (const control of assessment.controls)
    for (const [index, result] of control.results.entries())
      yield observation(assessment, { control, result, index, clusters });
}

interface Seen {
  readonly control: AssessedControl;
  readonly result: ControlResult;
  readonly index: number;
  readonly clusters: ReadonlyMap<string, string>;
}

function observation(assessment: Assessment, { control, result, index, clusters }: Seen) {
  const lines = resultLines({ ...result, evidence: [] }, waiverOf(assessment, result));
  return {
    uuid: observationId(assessment, control, index),
    title: word(`${control.id}: ${statusWords[result.status]}`),
    description: [statusWords[result.status], ...lines].map(word).join('\n\n'),
    props: [prop('control', control.id), prop('status', result.status)],
    methods: [control.unchecked === null ? 'TEST' : 'EXAMINE'],
    ...subjects(control, result, clusters),
    ...(result.evidence.length === 0 ? {} : { 'relevant-evidence': result.evidence.map(evidenceOf) }),
    collected: assessment.header.finishedAt,
  };
}

const observationId = (assessment: Assessment, { id }: AssessedControl, index: number): string =>
  oscalIds(assessment)('observation', id, String(index));

function subjects({ scope }: AssessedControl, { hosts }: ControlResult, clusters: ReadonlyMap<string, string>) {
  const known = hosts.flatMap((name) => {
    if (scope === 'cluster') return [{ 'subject-uuid': clusterId(name), type: 'inventory-item', title: word(name) }];
    const cluster = clusters.get(name);
    return cluster === undefined
      ? []
      : [{ 'subject-uuid': hostId(cluster, name), type: 'inventory-item', title: word(name) }];
  });
  return known.length === 0 ? {} : { subjects: known };
}

const evidenceOf = (evidence: Evidence) => ({
  description: word(evidenceLine(evidence)),
  props: [
    prop('what', evidence.what),
    prop('where', evidence.where),
    prop('met', String(evidence.met)),
    ...(evidence.command === null ? [] : [prop('by-hand', evidence.command)]),
  ],
});

/** Of a control that does not apply there is no finding: OSCAL knows only satisfied and not. */
export const findings = (assessment: Assessment) =>
  assessment.controls
    .filter(({ status }) => status !== 'not-applicable')
    .map((control) => finding(assessment, control));

/** Nothing is satisfied that was not seen to be so, or that somebody does not vouch for. */
const states = {
  fail: ['not-satisfied', 'fail'],
  unknown: ['not-satisfied', 'other'],
  'not-assessed': ['not-satisfied', 'other'],
  manual: ['not-satisfied', 'other'],
  waived: ['not-satisfied', 'fail'],
  attested: ['satisfied', 'other'],
  pass: ['satisfied', 'pass'],
  'not-applicable': ['not-satisfied', 'other'],
} as const satisfies Record<ControlStatus, readonly [string, string]>;

function finding(assessment: Assessment, control: AssessedControl) {
  const [state, reason] = states[control.status];
  const accepted = [...new Set(control.results.flatMap(({ waiver }) => (waiver === null ? [] : [waiver])))];
  return {
    uuid: oscalIds(assessment)('finding', control.id),
    title: word(`${control.id} ${control.title}`),
    description: word(control.rationale),
    props: [prop('status', control.status)],
    target: {
      type: 'objective-id',
      'target-id': control.id,
      status: { state, reason, remarks: statusWords[control.status] },
    },
    'related-observations': control.results.map((_, index) => ({
      'observation-uuid': observationId(assessment, control, index),
    })),
    ...(accepted.length === 0
      ? {}
      : { 'related-risks': accepted.map((index) => ({ 'risk-uuid': riskId(assessment, index) })) }),
  };
}
