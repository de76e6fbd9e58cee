import { foldNodes } from '../../domain/node-set.ts';
import type { DriftCause, SnapRevision } from '../../domain/drift.ts';
import type { TaskFinished } from '../../domain/event.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { componentOf } from '../blocks.ts';
import { dayOf, hourAndMinute } from '../clock.ts';
import { escapeControls } from '../host-text.ts';

/** Columns of a mail. */
export const MAIL = 72;

/** `06:12`, with the day where that is not `now`'s: `11-20 06:12`. Always UTC. */
export function timeWords(at: number, now: number): string {
  const time = hourAndMinute(at, 'UTC');
  return dayOf(at, 'UTC') === dayOf(now, 'UTC') ? time : `${dayOf(at, 'UTC').slice(5)} ${time}`;
}

/** `06:12-06:19 UTC`, or one time where both are the same minute. */
export function spanWords(from: number, to: number, now: number): string {
  const [first, last] = [timeWords(from, now), timeWords(to, now)];
  return first === last ? `${first} UTC` : `${first}-${last} UTC`;
}

/** What happened, for the verdict: `snap refresh reset the kubelet unit`. */
export function causeVerdict(cause: DriftCause | null, what: string): string {
  switch (cause?.kind) {
    case 'refresh':
      return `snap refresh reset ${what}`;
    case 'failed-refresh':
      return `a failed snap refresh reset ${what}`;
    case 'revert':
      return `snap revert reset ${what}`;
    case 're-enabled':
      return `disabling and enabling the snap reset ${what}`;
    case 'edit':
      return `somebody changed ${what}`;
    case 'reboot':
      return `a restart of the machine reset ${what}`;
    case 'bulwark':
      return `another run of Bulwark changed ${what}`;
    case 'never-applied':
      return 'the playbook was never applied';
    case 'playbook-changed':
      return 'the playbook changed, and was not applied';
    case 'unknown':
    case undefined:
      return `${what} not as wanted`;
    default:
      return unreachable(cause);
  }
}

const revisionWords = ({ revision, version }: SnapRevision): string => `${version ?? 'revision'} (${revision})`;

/** ` 1.32.8 (3541) -> 1.32.9 (3588)`, or what of it is known. */
function change(from: SnapRevision | null, to: SnapRevision | null): string {
  if (to === null) return from === null ? '' : ` from ${revisionWords(from)}`;
  return from === null ? ` to ${revisionWords(to)}` : ` ${revisionWords(from)} -> ${revisionWords(to)}`;
}

/** The cause beside the hosts, without its time: `k8s 1.32.8 (3541) -> 1.32.9 (3588)`. */
export function causeWords(cause: DriftCause): string {
  switch (cause.kind) {
    case 'refresh':
      return `${cause.snap}${change(cause.from, cause.to)}`;
    case 'failed-refresh':
      return `refresh of ${cause.snap} failed${change(cause.from, cause.to)}`;
    case 'revert':
      return `${cause.snap} reverted${change(cause.from, cause.to)}`;
    case 're-enabled':
      return `${cause.snap} disabled and enabled`;
    case 'edit':
      return "somebody's edit";
    case 'reboot':
      return 'the machine was restarted';
    case 'bulwark':
      return `run ${cause.run} of Bulwark, of another playbook or controller`;
    case 'never-applied':
      return 'no good run with this playbook yet';
    case 'playbook-changed':
      return 'playbook or variables changed since the last good run';
    case 'unknown':
      return `cause unknown: ${cause.why}`;
    default:
      return unreachable(cause);
  }
}

/** `a refresh`: after what drift is expected; null: it never is. */
export function expectedAfter(cause: DriftCause): string | null {
  switch (cause.kind) {
    case 'refresh':
      return 'a refresh';
    case 'failed-refresh':
      return 'a failed refresh';
    case 'revert':
      return 'a revert';
    case 're-enabled':
      return 'disabling and enabling';
    case 'reboot':
      return 'a restart of the machine';
    case 'bulwark':
      return 'another run';
    default:
      return null;
  }
}

/** What was changed, in short: `the kubelet unit`, `kube-apiserver arguments`, `99-kubelet.conf and 2 more`. */
export function targetsWords(tasks: readonly TaskFinished[], moved: readonly string[] = []): string {
  const targets = [...new Set(tasks.flatMap(({ changes }) => changes.map(({ target }) => target)))];
  const all = targets.length > 0 ? targets : moved;
  const [first] = all;
  if (first === undefined) return 'something';
  const isService = tasks.some(({ module, changes }) => module === 'args_file' && changes[0]?.target === first);
  const more = all.length > 1 ? ` and ${all.length - 1} more` : '';
  return `${isService ? `${escapeControls(first)} arguments` : targetWords(first)}${more}`;
}

function targetWords(target: string): string {
  const unit = /\/snap\.k8s\.([^/]+)\.service$/.exec(target)?.[1];
  if (unit !== undefined) return `the ${escapeControls(unit)} unit`;
  const service = /\/args\/([^/]+)$/.exec(target)?.[1];
  if (service !== undefined) return `${escapeControls(service)} arguments`;
  return escapeControls(target.startsWith('/') ? (target.split('/').at(-1) ?? target) : target);
}

/** Services that are restarted when these tasks are done: by the change itself, or by the handlers that it notifies. */
export function restartedBy(tasks: readonly TaskFinished[]): readonly string[] {
  const own = tasks.flatMap(({ changes }) =>
    changes.flatMap(({ disrupts, target }) => (disrupts === 'none' ? [] : [componentOf(target)])),
  );
  const notified = tasks.flatMap((task) => task.notified.map((handler) => handler.replace(/^restart /i, '')));
  return [...new Set([...own, ...notified])].map(escapeControls);
}

export const nodesOf = (hosts: Iterable<string>): string => foldNodes([...hosts].map(escapeControls));
