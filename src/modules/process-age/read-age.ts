import { keyValues } from '../key-values.ts';

/** Ticks a second in /proc, the same on every machine that Linux runs on in practice. */
const TICKS = 100;

/** What was last done to a service, against the last changes of its files; seconds since the epoch, by the host's clock. */
export interface Ages {
  /** Not before this, and at most a moment after. */
  readonly begun: number;
  /** The last time that systemd saw its state change, by whole seconds; null where it does not say. */
  readonly stateChanged: number | null;
  readonly now: number;
  readonly files: readonly { readonly path: string; readonly changed: number }[];
}

/** null: nothing runs, or it cannot be told when it began. */
export function readAges(text: string): Ages | null {
  const said = keyValues(text);
  const main = startOf(said.get('Main'));
  const self = startOf(said.get('Self'));
  const now = Number(said.get('Now') ?? Number.NaN);
  if (main === null || self === null || self < main || !Number.isFinite(now)) return null;
  // Both starts are cut to a tick: with one more it did not begin later than this.
  const begun = now - (self - main - 1) / TICKS;
  return { begun, stateChanged: secondsOf(said.get('StateChangeTimestamp') ?? ''), now, files: filesOf(text) };
}

/** The 22nd field of proc_pid_stat(5); the second one, in parentheses, may hold anything. */
function startOf(stat: string | undefined): number | null {
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return /^[0-9]+$/.test(fields[19] ?? '') ? Number(fields[19]) : null;
}

const REGULAR = 0o10;

/** Of regular files and links, the time of the last change of the inode: of content, name, mode or owner. */
function filesOf(text: string): Ages['files'] {
  return text.split('\n').flatMap((line) => {
    const [, raw = '', time = '', path = ''] = /^File=([0-9a-f]+) (\S+ \S+ [+-]\d{4}) (.+)$/.exec(line) ?? [];
    const kind = Number.parseInt(raw, 16) >> 12;
    const changed = secondsOf(time);
    return (kind === REGULAR || kind === 0o12) && changed !== null ? [{ path, changed }] : [];
  });
}

/** `2026-11-22 00:22:37.123456789 +0000`, and systemd's `Sun 2026-11-22 00:22:37 UTC`. */
function secondsOf(text: string): number | null {
  const [, day, time, fraction = '0'] =
    /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))? (?:UTC|\+0000)$/.exec(text) ?? [];
  return day === undefined || time === undefined
    ? null
    : Date.parse(`${day}T${time}Z`) / 1000 + Number(`0.${fraction}`);
}
