import { seenControl, type SeenControl, type Standing, standingsOf } from '../../controls/standings.ts';
import type { Evidence } from '../../domain/assessment.ts';
import type { HistoryReader } from '../../domain/history.ts';
import type { ControlId } from '../../domain/module.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { statesOf } from '../../report/assessment/evidence-words.ts';
import { clipped, plainLine } from '../../report/assessment/plain-text.ts';
import { wholeAssessments } from '../assess/earlier.ts';
import { glanceAtHistory } from '../glance-at-history.ts';
import type { AppPorts } from '../ports.ts';

/** Things that were seen of a result; `assess -v` tells all. */
const FEW = 2;
/** Characters of one of them. */
const LONGEST = 160;

/**
 * How the control stands here by the last assessment of this folder that looked at it, a line for each status. None
 * where the history has no assessment of it, or cannot be read: what explains a word does not fail for that.
 */
export const hereLines = (
  id: ControlId,
  { history, folder }: Pick<AppPorts, 'history' | 'folder'>,
): readonly string[] =>
  glanceAtHistory<readonly string[]>(history, [], (reader) => linesOf(standingsOf(looked(id, reader, folder))));

function* looked(id: ControlId, reader: HistoryReader, folder: string): Generator<SeenControl> {
  for (const { assessment } of wholeAssessments(reader, folder)) {
    const seen = seenControl(assessment, id);
    if (seen?.control.results.some(({ status }) => status !== 'not-assessed') === true) yield seen;
  }
}

function linesOf(found: ReturnType<typeof standingsOf>): readonly string[] {
  if (found === null) return [];
  const { last, standings } = found;
  const left = last.leftOut.length === 0 ? '' : `; not looked at: ${foldNodes(last.leftOut)}`;
  return [...standings.map(standingLine), `as of ${last.run}, ${minuteOf(last.at)}${left}`];
}

function standingLine({ status, hosts, because, evidence, since }: Standing): string {
  const isOpen = status === 'fail' || status === 'unknown';
  const seen = [...(because === null ? [] : [because]), ...(isOpen ? seenWords(evidence) : [])];
  return [
    `${status} ${foldNodes(hosts)}`,
    ...(seen.length === 0 ? [] : [`(${seen.map((text) => plainLine(clipped(text, LONGEST))).join('; ')})`]),
    ...(since === null ? [] : [`since ${since.run}, ${minuteOf(since.at)}`]),
  ].join(' ');
}

function seenWords(evidence: readonly Evidence[]): readonly string[] {
  const open = evidence.filter(({ met }) => !met);
  const told = open.slice(0, FEW).map((one) => `${one.what}: ${statesOf(one) || 'nothing seen'}`);
  return open.length > FEW ? [...told, `and ${open.length - FEW} more`] : told;
}

/** `2026-11-21 09:52 UTC` */
const minuteOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
