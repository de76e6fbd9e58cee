import type { Evidence } from '../domain/assessment.ts';
import { type Control, type PartialCheck, partsOf } from '../domain/control.ts';
import { roleOfService } from '../domain/k8s-snap.ts';
import { type Answer, isSameSubject } from './answers.ts';
import { applicability, type HostFacts } from './applicability.ts';
import { wantedWords } from './check-words.ts';
import { type Judged, together } from './judged.ts';
import { judgeFinding } from './judge-finding.ts';

/** What is known of a host, or of a cluster as one, when a control is judged there. */
export interface Place {
  readonly facts: HostFacts;
  /** As the host itself says; null: it did not, or this is a cluster. */
  readonly role: 'control-plane' | 'worker' | null;
  readonly answers: readonly Answer[];
  /** Why nothing was found where nothing was: it could not be looked at; null: it was left out. */
  readonly blind: string | null;
}

/** The verdict on a control in one place. Nothing but a met finding for each of its parts makes it pass. */
export function judgeControl(control: Control, place: Place): Judged {
  const { unchecked, check } = control;
  if (unchecked?.kind === 'gone') return { status: 'not-applicable', because: unchecked.why, evidence: [] };
  const out = applicability(control.appliesWhen, place.facts);
  if (out?.status === 'not-applicable') return { ...out, evidence: [] };
  if (check === null) return judgeManual(place);
  if (place.answers.length === 0 && place.blind !== null)
    return { status: 'unknown', because: place.blind, evidence: [] };
  if (out !== null) return { ...out, evidence: [] };
  const parts = partsOf(check).filter((part) => isOfRole(part, place.role));
  if (parts.length === 0)
    return { status: 'not-applicable', because: `the host is a ${roleWords(place.role)}`, evidence: [] };
  return together(
    parts.map((part) => judgePart(part, place)),
    nothingFound(place),
  );
}

/** A control of every node may have a part about a service that only the other role runs. */
function isOfRole(part: PartialCheck, role: Place['role']): boolean {
  const of = part.kind === 'arg' ? roleOfService(part.service) : null;
  return role === null || of === null || of === role;
}

const roleWords = (role: Place['role']): string => (role === 'control-plane' ? 'control plane' : (role ?? 'host'));

/** A person judges; what was collected is evidence, whatever the task made of it. */
function judgeManual({ answers, blind }: Place): Judged {
  const evidence = answers.flatMap((answer) =>
    answer.kind === 'task' || answer.kind === 'evidence' ? answer.evidence : findingEvidence(answer),
  );
  const inOrder = evidence.toSorted((a, b) => placeOf(a).localeCompare(placeOf(b), 'en', { numeric: true }));
  const lost = answers.flatMap((answer) => (answer.kind === 'unknown' ? [answer.why] : []));
  const because = evidence.length > 0 ? null : (lost[0] ?? blind);
  return { status: 'manual', because: because === null ? null : `no evidence: ${because}`, evidence: inOrder };
}

/** In the order of the playbook. */
const placeOf = ({ where, what }: Evidence): string => `${where} ${what}`;

const findingEvidence = (answer: Answer): readonly Evidence[] =>
  answer.kind === 'finding'
    ? [
        {
          what: answer.finding.what,
          wanted: answer.finding.wanted,
          file: answer.finding.file,
          ...(answer.finding.live !== undefined && { live: answer.finding.live }),
          met: answer.finding.met,
          where: answer.finding.where,
          service: null,
          command: answer.finding.command ?? null,
        },
      ]
    : [];

function judgePart(part: PartialCheck, place: Place): Judged {
  return together(part.kind === 'task' ? judgeTasks(part, place) : judgeFindings(part, place), nothingFound(place));
}

function judgeFindings(part: Exclude<PartialCheck, { kind: 'task' }>, { answers }: Place): readonly Judged[] {
  return answers.flatMap((answer) =>
    answer.kind === 'finding' && isSameSubject(answer.finding.subject, part)
      ? [judgeFinding(part, answer.finding)]
      : [],
  );
}

/** All of what carries the control has to be as wanted: what was left out of it was not assessed. */
function judgeTasks(part: Extract<PartialCheck, { kind: 'task' }>, { answers }: Place): readonly Judged[] {
  const wanted = wantedWords(part);
  return answers.flatMap((answer): readonly Judged[] => {
    switch (answer.kind) {
      case 'task':
        return [
          {
            status: answer.met ? 'pass' : 'fail',
            because: null,
            evidence: answer.evidence.map((one) => (one.wanted === '' ? { ...one, wanted } : one)),
          },
        ];
      case 'finding': {
        const { subject, met, unseen } = answer.finding;
        if (subject.kind !== 'task') return [];
        if (met && unseen !== undefined) return [{ status: 'unknown', because: unseen, evidence: [] }];
        return [{ status: met ? 'pass' : 'fail', because: null, evidence: findingEvidence(answer) }];
      }
      case 'unknown':
        return [{ status: 'unknown', because: answer.why, evidence: [] }];
      case 'left-out':
        return [{ status: 'not-assessed', because: answer.why, evidence: [] }];
      case 'evidence':
        return [];
    }
  });
}

function nothingFound({ answers, blind }: Place): Judged {
  const lost = answers.find((answer) => answer.kind === 'unknown');
  if (lost !== undefined) return { status: 'unknown', because: lost.why, evidence: [] };
  if (blind !== null) return { status: 'unknown', because: blind, evidence: [] };
  const left = answers.find((answer) => answer.kind === 'left-out');
  return { status: 'not-assessed', because: left?.why ?? 'nothing that was run looks at it', evidence: [] };
}
