import type { ConnectError } from '../domain/errors.ts';
import type { RunEventBody } from '../domain/event.ts';

/** That a host could not be reached, or was lost after it had been (`midway`). */
export const hostLost = (host: string, error: ConnectError, midway: boolean, ignored = false): RunEventBody => ({
  type: 'host-lost',
  host,
  reason: error.reason,
  message: error.message,
  hint: error.hint ?? null,
  midway,
  ...(ignored && { ignored }),
});
