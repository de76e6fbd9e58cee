import { sha256 } from '../domain/sha256.ts';
import type { HostOutcome } from '../domain/event.ts';
import type { Looked } from './repeats.ts';
import { driftOf } from './watch.ts';
import type { HostDrift, Watched } from './watch.ts';

/** Something that somebody has to know: one thing on one host, or of the run as a whole. */
export interface Condition {
  /** What it is, the same in every run. */
  readonly key: string;
  /** How it is: another one is news. */
  readonly digest: string;
  readonly kind: 'failed' | 'unreachable' | 'drift' | 'changed' | 'refused' | 'busy' | 'stopped' | 'moved';
  readonly host: string | null;
  /** False: it is over with the run, and told once. */
  readonly lasts: boolean;
  readonly drift: HostDrift | null;
}

/** What is told beside failures, unreachable hosts and drift that somebody has to look at. */
export type ReportLevel = 'problems' | 'changes';

const failures: readonly HostOutcome[] = ['failed', 'rolled-back', 'half-way'];

/** What a finished run found that is not as it should be; of hosts in maintenance only failures, and what would never be told else. all: all drift, also what only moved. */
export function conditionsOf(watched: Watched, level: ReportLevel | 'all'): readonly Condition[] {
  const hosts = watched.end?.recap.hosts ?? [];
  const isForLater = (drift: HostDrift): boolean =>
    isBusyWith(drift, watched) || (watched.maintenance.has(drift.host) && canWait(drift));
  return [
    ...ofRun(watched),
    ...hosts.filter(({ outcome }) => failures.includes(outcome)).map(({ host }) => failure(watched, host)),
    ...hosts.filter(({ outcome }) => outcome === 'unreachable').map(({ host }) => loss(watched, host)),
    ...hosts
      .filter(({ outcome }) => outcome === 'moved')
      .map(({ host }) => condition('moved', host, ['moved', host], '', true)),
    ...driftOf(watched)
      .filter((drift) => level === 'all' || (isTold(drift, level) && !isForLater(drift)))
      .map(driftCondition),
  ];
}

function condition(
  kind: Condition['kind'],
  host: string | null,
  key: readonly (string | null)[],
  digest: string,
  lasts: boolean,
): Condition {
  return { key: JSON.stringify(key), digest, kind, host, lasts, drift: null };
}

/** A run that was not done as a whole. */
function ofRun({ refused, stopped, end, maintenance }: Watched): readonly Condition[] {
  if (refused?.code === 'busy') return [condition('busy', null, ['busy'], '', true)];
  if (refused !== null && refused.host !== null && maintenance.has(refused.host)) return [];
  if (refused !== null)
    return [condition('refused', refused.host, ['refused', refused.code], refused.host ?? '', true)];
  const cut = (end?.recap.interrupted ?? null) !== null || stopped !== null;
  return cut ? [condition('stopped', null, ['stopped'], '', false)] : [];
}

/** The message holds times and numbers that differ from run to run: what failed, and how, is what counts. */
function failure({ results }: Watched, host: string): Condition {
  const failed = [...results.values()].filter(
    (result) => result.host === host && result.status === 'failed' && !result.ignored && !result.rescued,
  );
  const what = failed.map(({ taskId, item, error }) => [taskId, item, error?.code]);
  return condition('failed', host, ['failed', host], sha256(JSON.stringify(what)), true);
}

const loss = ({ lost }: Watched, host: string): Condition =>
  condition('unreachable', host, ['unreachable', host], lost.get(host)?.reason ?? '', true);

/** Another run is at work, and repairs it. */
const isBusyWith = ({ explained }: HostDrift, { refused }: Watched): boolean =>
  refused?.code === 'busy' && explained?.class === 'expected';

/** Repaired is as good as never there, where a normal event of the snap did it. */
function isTold({ explained, state }: HostDrift, level: ReportLevel): boolean {
  if (state === 'as-wanted') return explained?.class === 'unexpected';
  if (state === 'repaired') return level === 'changes' || explained?.class !== 'expected';
  return true;
}

/** Until the maintenance has ended: what will still be there, and what a restart of the machine does. */
const canWait = ({ explained, state }: HostDrift): boolean =>
  state === 'left' || explained === null || explained.class === 'expected' || explained.cause.kind === 'reboot';

function driftCondition(drift: HostDrift): Condition {
  const { host, explained, tasks, state } = drift;
  const changed = tasks.map(({ taskId, item, changes }) => [
    taskId,
    item,
    changes.map(({ target, diff }) => [target, diff.entries.map(({ name, before }) => [name, String(before)])]),
  ]);
  const digest = sha256(JSON.stringify([explained?.class, explained?.moved, changed, changeOf(drift)]));
  const kind = explained === null && state === 'repaired' ? 'changed' : 'drift';
  const key = JSON.stringify(['drift', host, explained?.cause.kind ?? null]);
  return { key, digest, kind, host, lasts: state === 'left', drift };
}

/** Another refresh, or another edit, is another matter. */
function changeOf({ explained }: HostDrift): string | number | null {
  const cause = explained?.cause;
  if (cause === undefined) return null;
  if ('snap' in cause) return cause.change ?? cause.to?.revision ?? null;
  return cause.kind === 'edit' ? cause.at : null;
}

/** Which hosts a finished run can speak for. */
export function lookedAt(watched: Watched): Looked {
  const { start, end, lost, maintenance, refused } = watched;
  const hosts = start?.hosts.map(({ name }) => name) ?? [];
  const outcomes = end?.recap.hosts ?? [];
  return {
    at: end?.at ?? 0,
    reached: new Set(hosts.filter((host) => !lost.has(host))),
    judged: new Set(outcomes.filter(({ outcome }) => judged.includes(outcome)).map(({ host }) => host)),
    known: new Set([...hosts, ...(start?.notSelected ?? [])]),
    silent: new Set(maintenance.keys()),
    refused: refused !== null,
  };
}

const judged: readonly HostOutcome[] = ['failed', 'rolled-back', 'changed', 'drifted', 'ok'];
