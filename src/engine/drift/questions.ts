import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { joinCommands, sh } from '../../shell/sh.ts';
import { journalFolder } from '../journal.ts';
import { type PendingHandler, readPending } from '../pending.ts';
import { lookAtPaths, readPaths } from './look-at-paths.ts';
import { currentOf, snapsOf } from './managed-paths.ts';
import { type Marker, readMarker } from './marker.ts';

/** What one question says of a marker and of the paths that it, or the question, names. */
export interface Looked extends Pick<Marker, 'paths' | 'snaps'> {
  readonly marker: Marker | null;
}

/** The same, and what else has to be known of a host that nothing more is asked of. */
export interface CheapAnswer extends Looked {
  /** The journal's folder. */
  readonly folder: string;
  readonly machineId: string;
  readonly pending: readonly PendingHandler[];
}

/**
 * The whole of `drift` on a host where nothing moved: the marker, and what it names as it is now. Small, since it goes
 * to every host: everything that can be is learned from the marker itself.
 */
export const cheapQuestion = (key: string): ShellCommand =>
  joinCommands(
    [
      journalFolder,
      sh`read -r m </etc/machine-id
echo "$B"
echo "$m"
cat "$B"/pending/* 2>/dev/null
printf "\0"
m=$B/state/${key}
[ -r "$m" ]||exit 0
cat "$m"
printf "\0"
set --
{ read -r p;while read -r n p;do set -- "$@" "$p";done;}<"$m"`,
      lookAtPaths,
    ],
    sh``,
  );

/** Reads that answer. */
export function readCheap(output: CommandOutput): CheapAnswer {
  const [about = '', text = '', seen] = parts(output, 3);
  const [folder = '', machineId = '', ...lines] = about.split('\n');
  const marker = readMarker(text);
  return {
    folder,
    machineId,
    pending: readPending(lines),
    marker,
    ...lookedAt([...(marker?.paths.keys() ?? [])], seen),
  };
}

/** Looks at these paths, and reads the marker too. Asked before the questions of tasks in the same frame. */
export const lookQuestion = (key: string, paths: readonly string[]): ShellCommand =>
  joinCommands(
    [
      journalFolder,
      sh`cat "$B/state/"${key} 2>/dev/null
printf "\0"
set -- ${paths}`,
      lookAtPaths,
    ],
    sh``,
  );

/** Reads that answer. */
export function readLook(paths: readonly string[], output: CommandOutput): Looked {
  const [text = '', seen] = parts(output, 2);
  return { marker: readMarker(text), ...lookedAt(paths, seen) };
}

/** Paths, and for each snap that they belong to the link that says its revision. */
export const withSnaps = (paths: readonly string[]): readonly string[] => [
  ...new Set([...paths, ...snapsOf(paths).map(currentOf)]),
];

function lookedAt(paths: readonly string[], seen: string | undefined): Pick<Marker, 'paths' | 'snaps'> {
  const { marks, targets } = readPaths(paths, seen ?? '');
  const snaps = snapsOf(paths).map((snap): [string, string | null] => [snap, targets.get(currentOf(snap)) ?? null]);
  return { paths: marks, snaps: new Map(snaps) };
}

/** The first parts of an output, which end in NUL, and the rest. */
function parts(output: CommandOutput, number: number): readonly string[] {
  const found: string[] = [];
  let rest = output.stdout.toString('utf8');
  while (found.length < number - 1) {
    const end = rest.indexOf('\0');
    if (end < 0) break;
    found.push(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  return [...found, rest];
}

/** Puts a marker in the place of the one before; best effort, since it is a cache. */
export const writeMarker = (key: string, run: string, lines: readonly string[]): ShellCommand =>
  joinCommands(
    [
      journalFolder,
      sh`mkdir -p -m 0700 -- "$B" "$B/state" && (umask 077; printf '%s\n' ${lines} >"$B/state/."${`${key}.${run}`}) && mv -f -- "$B/state/."${`${key}.${run}`} "$B/state/"${key}`,
    ],
    sh``,
  );
