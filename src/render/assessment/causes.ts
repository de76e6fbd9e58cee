import type { AssessedControl, Assessment, Cause, Evidence } from '../../domain/assessment.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { statesIn } from '../../report/assessment/evidence-words.ts';
import { cells, clip, spread, wrap } from '../columns.ts';
import { commandLines } from '../command-lines.ts';
import { escapeControls } from '../host-text.ts';

/** Pieces of evidence that a cause shows; `-v` shows all. */
const FEW = 3;
/** Cells of a value of the host's: enough for a list of cipher suites. All of it is in the reports. */
const VALUE = 400;
/** Cells from which on a list is broken into lines between its items. */
const LONG = 60;
/** Cells after which the hosts of a cause would stand too far from its controls. */
const LINE = 80;
const INDENT = '      ';

/** One cause: its controls and hosts, what it is, what was seen, what repairs it. */
export function causeText(
  cause: Cause,
  assessment: Assessment,
  { width, verbosity }: { readonly width: number; readonly verbosity: number },
): readonly string[] {
  const first = assessment.controls.find(({ id }) => id === cause.controls[0]);
  const head = `${cause.status.padEnd(4)}  ${rankOf(first).padEnd(6)}  ${cause.controls.join(', ')}`;
  const inside = (line: string): readonly string[] => wrap(`${INDENT}${line}`, width, INDENT.length + 2);
  const open = cause.evidence.filter(({ met }) => !met);
  const seen = open.length > 0 ? open : cause.evidence;
  const shown = verbosity > 0 ? seen : seen.slice(0, FEW);
  const left = seen.length - shown.length;
  return [
    ...spread(head, foldNodes(cause.hosts), Math.min(width, LINE), INDENT.length + 2),
    ...inside(titlesOf(cause, assessment)),
    ...shown.flatMap((evidence) => [
      ...evidenceLines(evidence, width),
      ...(verbosity > 0 ? placeLines(evidence, width) : []),
    ]),
    ...(left > 0 ? inside(`and ${left} more (-v)`) : []),
    ...contradictions(first, assessment).flatMap(inside),
    ...(cause.repair === null ? [] : inside(`repair: ${cause.repair}`)),
  ];
}

/** Where it was seen, and the command to see it by hand, which can be pasted from all of its lines. */
function placeLines({ where, what, command }: Evidence, width: number): readonly string[] {
  const indent = `${INDENT}  `;
  const place = where === '' || where === what ? [] : wrap(`${indent}${escapeControls(where)}`, width, indent.length);
  if (command === null) return place;
  const byHand = escapeControls(command);
  // A backslash at the end of a line means something else between double quotes.
  const lines = byHand.includes('"') ? [byHand] : commandLines(byHand, width - indent.length);
  return [...place, ...lines.flatMap((line) => wrap(`${indent}${line}`, width, indent.length))];
}

/** `CAT I`, `L1`, or `own` for a control of Bulwark's. */
export function rankOf(control: Pick<AssessedControl, 'category' | 'level'> | undefined): string {
  const { category, level } = control ?? { category: null, level: null };
  return category !== null ? `CAT ${category}` : level !== null ? `L${level}` : 'own';
}

/** What the controls are about, each thing once. */
function titlesOf(cause: Cause, { controls }: Assessment): string {
  const titles = new Map(controls.map(({ id, title }) => [id, title]));
  return sentence([...new Set([cause.title, ...cause.controls.flatMap((id) => titles.get(id) ?? [])])].join('; '));
}

/** Names keep their case: those of programs, and whatever has a capital or a hyphen inside. */
const sentence = (title: string): string =>
  /^(?:sshd|kubelet|kubectl|etcd|containerd|\w+-\w+|[a-z]+[A-Z]\w*)\b/.test(title)
    ? title
    : title.charAt(0).toUpperCase() + title.slice(1);

/**
 * What was seen and what is wanted: `kube-apiserver --audit-log-maxage is 7, wanted at least 30`, or below the name of
 * what was looked at where either is a sentence.
 */
export function evidenceLines(evidence: Evidence, width: number): readonly string[] {
  const inside = (line: string): readonly string[] => wrap(line, width, INDENT.length + 2);
  const [what, seen, wanted] = [escapeControls(evidence.what), seenWords(evidence), escapeControls(evidence.wanted)];
  if (!isSentence(evidence)) return inside(`${INDENT}${what} is ${seen}, wanted ${wanted}`);
  const below = (word: string, text: string): readonly string[] =>
    wrap(`${INDENT}  ${word.padEnd(6)}  ${text}`, width, INDENT.length + 10);
  return [...inside(`${INDENT}${what}`), ...below('seen', seen), ...below('wanted', wanted)];
}

/** The name of a task is a sentence of its own, and a list or what a task says is as long as one. */
const isSentence = (evidence: Evidence): boolean =>
  /\s\S+\s\S+\s/.test(evidence.what) || /\s\S+\s/.test(shownValue(statesIn(evidence)[0]?.value ?? ''));

/** Each state by itself where they differ. */
function seenWords(evidence: Evidence): string {
  const states = statesIn(evidence).map(({ name, value }) => ({ name, value: shownValue(value) }));
  const [first] = states;
  const same = states.every(({ value }) => value === first?.value);
  return same ? (first?.value ?? 'not said') : states.map(({ name, value }) => `${value} (${name})`).join(', ');
}

function shownValue(value: string | null): string {
  if (value === null) return 'unset';
  if (value.trim() === '') return 'empty';
  // What a task says may have lines: the second often tells what to do.
  const line = escapeControls(value.trim().replaceAll(/\s*\n\s*/g, '; '));
  return clip(cells(line) > LONG ? line.replaceAll(/,(?=\S)/g, ', ') : line, VALUE);
}

/** Of two controls that cannot both be met, how the other stands. */
function contradictions(control: AssessedControl | undefined, { controls }: Assessment): readonly string[] {
  return (control?.contradicts ?? []).flatMap(({ control: id }) => {
    const other = controls.find((one) => one.id === id);
    return other === undefined ? [] : [`contradicts ${id} (${other.status}): choose one, waive the other`];
  });
}
