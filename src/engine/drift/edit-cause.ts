import type { LiveSince, Login } from '../../domain/drift.ts';
import type { Evidence, PathTimes } from './evidence.ts';
import type { Case, Judged } from './judged.ts';
import type { LoginRecord } from './login-sessions.ts';
import type { MovedPath } from './path-mark.ts';

/** So long after a change of the snap its hooks and k8sd may still write arguments. */
const aftermath = 120_000;
/** Somebody who left so shortly before an edit may have left it behind. */
const justLeft = 60_000;
/** k8sd tells that it restarts a service right before it does. */
const restartTakes = 60_000;

/** Somebody's edit; beside a change of the snap, with nobody logged in, its hooks or k8sd may have done it. */
export function causeOfEdit(moved: MovedPath, times: PathTimes, about: Case): Judged {
  const at = editedAt(moved, times, about.since);
  const logins = loggedInAt(at, about.evidence.logins);
  const beside = about.events.findLast(
    ({ cause }) => at >= cause.startedAt && at <= (cause.endedAt ?? Infinity) + aftermath,
  );
  if (beside !== undefined && (logins === null || logins.length === 0))
    return { class: 'unknown', cause: beside.cause };
  return { class: 'unexpected', cause: { kind: 'edit', at, logins, live: liveSince(at, moved.path, about) } };
}

/** A later change of the mode does not hide when the content was written; a file that was moved here may be old. */
function editedAt({ before, after }: MovedPath, { modified, changed }: PathTimes, since: number | null): number {
  const isContent = 'hash' in before && 'hash' in after && before.hash !== after.hash;
  return isContent && since !== null && modified > since && modified < changed ? modified : changed;
}

function loggedInAt(at: number, record: LoginRecord | null): readonly Login[] | null {
  if (record === null || record.from > at) return null;
  const then = record.sessions.filter(
    (session) => session.at <= at + 1000 && (session.until === null || session.until >= at - justLeft),
  );
  // Of somebody with several sessions the last one is told.
  const lasts = new Map(then.map((session) => [`${session.user} ${session.from ?? ''}`, session]));
  return [...lasts.values()].map(({ user, from, at: since }) => ({ user, from, at: since }));
}

function liveSince(at: number, path: string, { evidence, unitsOf }: Case): readonly LiveSince[] {
  const units = new Set(unitsOf(path));
  return evidence.started
    .filter((start) => units.has(start.unit) && start.at >= at)
    .map(({ unit, at: startedAt }) => ({ unit, at: startedAt, byK8sd: isByK8sd(unit, startedAt, evidence) }));
}

const isByK8sd = (unit: string, startedAt: number, { restarts }: Evidence): boolean =>
  restarts.some((restart) => restart.unit === unit && Math.abs(startedAt - restart.at) < restartTakes);
