import { ConnectError } from '../../domain/errors.ts';
import type { Session } from '../../domain/session.ts';
import type { RunPorts } from '../ports.ts';
import { type ChangeUnderWay, stillAtWork, waitFrame } from './watch.ts';

/** Milliseconds that a snap refresh is waited for where nothing else was asked. */
export const REFRESH_TIMEOUT = 5 * 60_000;

/** Milliseconds between two questions, at least. */
const pause = 1000;

/** How often one host is waited for in a run: snapd does not do that much. */
export const WAITS_ALLOWED = 50;

/** And how long in all, in limits: the whole fleet waits for one that never comes to an end. */
export const LIMITS_ALLOWED = 3;

/** Whom to wait for; `change` as far as it was told, `limit` in milliseconds. */
interface Waiting {
  readonly host: string;
  readonly session: Session;
  readonly change: ChangeUnderWay | null;
  readonly limit: number;
  readonly ports: Pick<RunPorts, 'clock' | 'emit' | 'stop' | 'kill'>;
}

/** Waits until snapd works no longer on the snap k8s of a host, and tells so. Rejects with ConnectError. */
export async function outlast({ host, session, change, limit, ports }: Waiting): Promise<void> {
  const startedAt = ports.clock.now();
  const tell = (found: ChangeUnderWay, over: boolean): void =>
    ports.emit({
      type: 'refresh-waited',
      host,
      change: found.id,
      what: found.what,
      over,
      took: ports.clock.now() - startedAt,
    });
  let told = change;
  if (told !== null) tell(told, false);
  for (let askedAt = startedAt; ; askedAt = ports.clock.now()) {
    const { outputs } = await session.exchange(waitFrame(startedAt + limit - ports.clock.now()), ports.kill);
    const still = stillAtWork(outputs[0]);
    if (still === null) break;
    if (still.id !== told?.id) tell(still, false);
    told = still;
    if (ports.stop.aborted || ports.clock.now() - startedAt >= limit) throw stillBusy(host, still, limit, ports);
    // A host that does not wait itself is not asked without end.
    await ports.clock.sleep(Math.max(0, askedAt + pause - ports.clock.now()), ports.stop);
  }
  if (told !== null) tell(told, true);
}

/** Of a host that is disturbed again and again. */
export const alwaysBusy = (host: string): ConnectError =>
  new ConnectError({
    reason: 'refreshing',
    host,
    message: `snapd began again and again to work on the snap k8s in this run`,
    hint: 'what it does: snap changes k8s on the host',
  });

const stillBusy = (
  host: string,
  { id, what }: ChangeUnderWay,
  limit: number,
  { stop }: Pick<RunPorts, 'stop'>,
): ConnectError =>
  new ConnectError({
    reason: 'refreshing',
    host,
    message: stop.aborted
      ? `interrupted while snapd works on the snap k8s (change ${id}: ${what})`
      : `snapd still works on the snap k8s after ${String(limit / 1000)} s (change ${id}: ${what})`,
    hint: `what it is at: snap tasks ${id} on the host; to wait longer: --refresh-timeout 20m`,
  });
