import type { Login } from '../../domain/drift.ts';
import type { TaskFinished } from '../../domain/event.ts';
import type { HostDrift } from '../../report/watch.ts';
import { componentOf } from '../blocks.ts';
import { cells, padTo, wrap } from '../columns.ts';
import { byName } from '../fold.ts';
import { escapeControls } from '../host-text.ts';
import { valueText } from '../words.ts';
import { MAIL, causeWords, expectedAfter, nodesOf, restartedBy, spanWords, timeWords } from './words.ts';

/** Hosts that tell the same of one cause. */
export interface DriftGroup {
  readonly hosts: readonly string[];
  readonly drifts: readonly [HostDrift, ...HostDrift[]];
}

/** Folds what hosts tell by equal causes and equal differences; times may differ, but for edits. */
export function groupDrift(drifts: readonly HostDrift[]): readonly DriftGroup[] {
  const groups = Map.groupBy(drifts, (drift) => JSON.stringify([drift.state, head(drift), body(drift, 0)]));
  return [...groups.values()]
    .flatMap((same) => (isFilled(same) ? [{ drifts: same, hosts: same.map(({ host }) => host).toSorted(byName) }] : []))
    .toSorted((a, b) => b.hosts.length - a.hosts.length || byName(a.hosts[0] ?? '', b.hosts[0] ?? ''));
}

const isFilled = <T>(items: readonly T[]): items is readonly [T, ...T[]] => items.length > 0;

/** One cause: hosts and what happened, what differs, who was there, which controls fail, whether a service is affected. */
export const driftText = (group: DriftGroup, now: number): readonly string[] => [
  ...wrap(headText(group, now), MAIL, 4),
  ...body(group.drifts[0], now),
];

/** `cp-2,worker-[1-2]  k8s 1.32.8 (3541) -> 1.32.9 (3588), 06:12-06:19 UTC` */
export function headText({ hosts, drifts }: DriftGroup, now: number): string {
  const words = [head(drifts[0]), whenWords(drifts, now)].filter((part) => part !== '').join(', ');
  return `${nodesOf(hosts)}  ${words}`.trimEnd();
}

/** The only file of an edit stands beside the host. */
function head({ explained }: HostDrift): string {
  if (explained === null) return '';
  const [only, ...others] = explained.moved;
  return explained.cause.kind === 'edit' && only !== undefined && others.length === 0
    ? escapeControls(only.what)
    : escapeControls(causeWords(explained.cause));
}

function whenWords(drifts: DriftGroup['drifts'], now: number): string {
  const times = drifts.flatMap(({ explained }) => {
    const cause = explained?.cause;
    if (cause?.kind === 'reboot') return [cause.at];
    return cause !== undefined && 'startedAt' in cause ? [cause.startedAt, cause.endedAt ?? cause.startedAt] : [];
  });
  return times.length === 0 ? '' : spanWords(Math.min(...times), Math.max(...times), now);
}

function body(drift: HostDrift, now: number): readonly string[] {
  const lines = [...differences(drift), ...editWords(drift, now), ...liveWords(drift, now), ...judgement(drift)];
  return lines.flatMap((line) => wrap(`  ${line}`, MAIL, 4));
}

interface Row {
  readonly name: string;
  readonly before: string;
  readonly wanted: string;
}

/** Old and wanted values below what they belong to; a file that differs in one attribute takes one line. */
function differences({ explained, tasks, state }: HostDrift): readonly string[] {
  const edited = explained?.cause.kind === 'edit' && explained.moved.length === 1;
  if (state === 'as-wanted')
    return (explained?.moved ?? []).map(
      ({ what, before, after }) => `${edited ? '' : `${escapeControls(what)}   `}${shown(before)} -> ${shown(after)}`,
    );
  return tasks.flatMap((task) =>
    task.changes.flatMap((change) => {
      const rows = change.diff.entries.map(({ name, before, after }) => ({
        name: escapeControls(name),
        before: shown(before === null ? null : valueText(before)),
        wanted: wantedWords(task, name, after === null ? null : valueText(after)),
      }));
      const target = escapeControls(change.target);
      const [only, ...others] = rows;
      if (only === undefined) return [`${target}   ${contentWords(change.action)}`];
      if (others.length === 0 && !only.name.startsWith('-'))
        return [`${edited && isMoved(explained, change.target) ? '' : `${target}   `}${rowWords(only)}`];
      const indent = edited ? '' : '  ';
      return [...(edited ? [] : [target]), ...columns(rows).map((line) => `${indent}${line}`)];
    }),
  );
}

/** The file that stands beside the hosts already. */
const isMoved = (explained: HostDrift['explained'], target: string): boolean => explained?.moved[0]?.what === target;

const shown = (value: string | null): string => (value === null ? 'unset' : escapeControls(value));

const rowWords = ({ name, before, wanted }: Row): string => `${name} ${before}, ${wanted}`;

/** What a control wants says more than the value that would be written. */
function wantedWords({ findings }: TaskFinished, name: string, after: string | null): string {
  const finding = findings.find(({ what, met }) => !met && (what === name || what.endsWith(` ${name}`)));
  return after === null && finding === undefined
    ? 'not wanted'
    : `wanted ${escapeControls(finding?.wanted ?? after ?? '')}`;
}

const contentWords = (action: string): string =>
  action === 'create' ? 'is missing' : action === 'delete' ? 'is not wanted' : 'not as wanted';

function columns(rows: readonly Row[]): readonly string[] {
  const widest = (of: (row: Row) => string, most: number): number =>
    Math.min(most, Math.max(...rows.map((row) => cells(of(row)))));
  const [name, before] = [widest((row) => row.name, 34), widest((row) => row.before, 16)];
  return rows.map((row) => `${padTo(row.name, name)}   ${padTo(row.before, before)}   ${row.wanted}`);
}

function editWords({ explained }: HostDrift, now: number): readonly string[] {
  if (explained?.cause.kind !== 'edit') return [];
  const { at, logins } = explained.cause;
  return [
    `file changed ${spanWords(at, at, now === 0 ? at : now)}, not by Bulwark, no snap change near it`,
    logins === null
      ? 'the host keeps no record of who was logged in then'
      : logins.length === 0
        ? 'nobody was logged in then, as far as the host knows'
        : `logged in then: ${loginWords(logins)}`,
  ];
}

const loginWords = (logins: readonly Login[]): string =>
  [...new Set(logins.map(({ user, from }) => (from === null ? user : `${user} from ${from}`)))]
    .map(escapeControls)
    .join(', ');

/** Whether a process runs with what stands in the file already. */
function liveWords({ explained, tasks }: HostDrift, now: number): readonly string[] {
  const live = explained?.cause.kind === 'edit' ? explained.cause.live : [];
  if (live.length > 0)
    return live.map(({ unit, at, byK8sd }) => {
      const service = componentOf(unit);
      const since = `LIVE since ${timeWords(at, now === 0 ? at : now)}`;
      return byK8sd ? `${since}: k8sd restarted ${service} by itself` : `${since}: ${service} was restarted`;
    });
  const running = tasks.filter(
    ({ status, findings }) =>
      status === 'drifted' && findings.some((one) => !one.met && one.live !== null && one.live === one.file),
  );
  const services = [...new Set(running.flatMap(({ changes }) => changes[0]?.target ?? []))].map(escapeControls);
  return services.length === 0
    ? []
    : [`LIVE: ${services.join(', ')} ${services.length === 1 ? 'runs' : 'run'} with it`];
}

/** Controls that fail, whether it was to be expected, and what it means for services. */
function judgement({ explained, tasks, state }: HostDrift): readonly string[] {
  if (state === 'as-wanted') return ['everything is still as the playbook wants it'];
  const controls = [...new Set(explained?.controls ?? tasks.flatMap((task) => task.controls))].map(escapeControls);
  const verb = state === 'left' ? 'fails' : explained === null ? 'settles' : 'failed';
  const fails = controls.length === 0 ? '' : `${verb} ${controls.join(', ')}`;
  const after = explained?.class === 'expected' ? expectedAfter(explained.cause) : null;
  const service = serviceWords(tasks, state);
  const parts =
    after === null ? [fails, service] : [fails, `Expected after ${after}${service === '' ? '' : `; ${service}`}.`];
  const line = parts.filter((part) => part !== '').join(after === null ? '; ' : '. ');
  return line === '' ? [] : [line];
}

function serviceWords(tasks: readonly TaskFinished[], state: HostDrift['state']): string {
  const restarted = restartedBy(tasks).join(', ');
  if (restarted === '') return 'no service is affected';
  return state === 'repaired' ? `${restarted} was restarted` : '';
}
