import { createHash } from 'node:crypto';
import { type FileQuestion, type FileState, type PresentFile, contentLimit } from '../domain/file-state.ts';
import { BadAnswer } from '../domain/module.ts';
import type { CommandOutput, FrameCommand } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { sh } from '../shell/sh.ts';

/** All file questions of a frame as one `stat`, one `stat -L`, one `readlink`, one `realpath` and one `sha256sum`. */
export interface Gathering {
  readonly prelude: ShellCommand;
  readonly commands: readonly FrameCommand[];
  /** Reads this gathering's outputs, in the order of `commands`. */
  read(outputs: readonly CommandOutput[]): FileAnswers;
}

export interface FileAnswers {
  state(path: string, follow: boolean): FileState;
  realPath(path: string): string;
}

type Want = FileQuestion['want'];
interface Wish {
  readonly path: string;
  readonly want: Want;
}

const strength: Readonly<Record<Want, number>> = { attributes: 0, hash: 1, content: 2 };

export function gatherFiles(questions: readonly FileQuestion[]): Gathering | null {
  if (questions.length === 0) return null;
  const wishes = strongest(questions);
  const paths = wishes.map((wish) => wish.path);
  const hashed = wishes.filter((wish) => wish.want === 'hash').map((wish) => wish.path);
  const read = wishes.filter((wish) => wish.want === 'content').map((wish) => wish.path);
  return {
    prelude: sh`bw_all() { "$@" ${paths}; }
bw_regular() { bw_n=$#; for bw_p; do [ -f "$bw_p" ] && [ -r "$bw_p" ] && set -- "$@" "$bw_p"; done; shift "$bw_n"; [ $# = 0 ] || sha256sum -z -- "$@"; }
`,
    commands: [
      { command: sh`bw_all stat -c '%f %u %g %U %G %s %i %Y %h %n/' --` },
      { command: sh`bw_all stat -L -c '%f %u %g %U %G %s %i %Y %h %n/' --` },
      { command: sh`bw_all readlink -z --` },
      { command: sh`bw_all realpath -mz --` },
      ...(hashed.length > 0 ? [{ command: sh`bw_regular ${hashed}` }] : []),
      ...read.map((path) => ({
        command: sh`[ -f ${path} ] || exit 0; head -c ${String(contentLimit + 1)} -- ${path}`,
      })),
    ],
    read: (outputs) => readGathering({ paths, hashed, read }, outputs),
  };
}

function strongest(questions: readonly FileQuestion[]): readonly Wish[] {
  const wants = new Map<string, Want>();
  for (const { path, want } of questions) {
    const before = wants.get(path);
    if (before === undefined || strength[want] > strength[before]) wants.set(path, want);
  }
  return [...wants].map(([path, want]) => ({ path, want }));
}

interface Asked {
  readonly paths: readonly string[];
  readonly hashed: readonly string[];
  readonly read: readonly string[];
}

function readGathering(asked: Asked, outputs: readonly CommandOutput[]): FileAnswers {
  const itself = readStats(asked.paths, outputs[0]);
  const followed = readStats(asked.paths, outputs[1]);
  const links = asked.paths.filter((path) => itself.get(path)?.kind === 'link');
  const targets = nulSeparated(outputs[2]);
  const linkTargets = new Map(links.map((path, at) => [path, targets[at] ?? '']));
  const real = nulSeparated(outputs[3]);
  const realPaths = new Map(
    asked.paths.map((path, at) => [path, (real.length === asked.paths.length ? real[at] : undefined) ?? path]),
  );
  const hashes = asked.hashed.length > 0 ? readHashes(outputs[4]) : new Map<string, string>();
  const contentsFrom = asked.hashed.length > 0 ? 5 : 4;
  const contents = new Map(asked.read.map((path, at) => [path, outputs[contentsFrom + at]]));

  const realPath = (path: string): string => realPaths.get(path) ?? path;
  const complete = (path: string, state: Seen | undefined): FileState => {
    if (state === undefined) throw new BadAnswer(`${path} was not asked`);
    if (state.kind === 'unknown') return state;
    if (state.kind === 'absent') return { kind: 'absent', realPath: realPath(path) };
    const linkTarget = linkTargets.get(path);
    return {
      ...state,
      realPath: realPath(path),
      ...(state.kind === 'link' && linkTarget !== undefined ? { linkTarget } : {}),
      ...(state.kind === 'file' ? contentOf(path, hashes.get(path), contents.get(path)) : {}),
    };
  };
  return { realPath, state: (path, follow) => complete(path, (follow ? followed : itself).get(path)) };
}

type Seen =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string }
  | Omit<PresentFile, 'realPath'>;

/**
 * One record a path that is there, in the order asked: fields, the name, `/` and a newline. Names may hold
 * anything, so each is matched against the path that was asked. Paths without a record have an error line each.
 */
function readStats(paths: readonly string[], output: CommandOutput | undefined): ReadonlyMap<string, Seen> {
  if (output === undefined) throw new BadAnswer('the host did not answer stat');
  let rest = output.stdout.toString('utf8');
  const complaints = output.stderr.toString('utf8').split('\n').filter(Boolean);
  let complaint = 0;
  return new Map(
    paths.map((path) => {
      const fields = /^(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) /.exec(rest);
      const end = `${path}/\n`;
      if (fields === null || !rest.startsWith(end, fields[0].length)) return [path, notThere(complaints[complaint++])];
      rest = rest.slice(fields[0].length + end.length);
      return [path, present(fields)];
    }),
  );
}

function notThere(complaint: string | undefined): Seen {
  if (complaint === undefined) return { kind: 'unknown', why: 'stat said nothing' };
  return /: (No such file or directory|Not a directory)$/.test(complaint)
    ? { kind: 'absent' }
    : { kind: 'unknown', why: complaint };
}

const types: ReadonlyMap<number, PresentFile['kind']> = new Map([
  [0o10, 'file'],
  [0o4, 'directory'],
  [0o12, 'link'],
]);

function present(fields: RegExpExecArray): Omit<PresentFile, 'realPath'> {
  const raw = Number.parseInt(fields[1] ?? '', 16);
  return {
    kind: types.get(raw >> 12) ?? 'other',
    mode: raw & 0o7777,
    uid: Number(fields[2]),
    gid: Number(fields[3]),
    owner: fields[4] ?? '',
    group: fields[5] ?? '',
    size: Number(fields[6]),
    inode: Number(fields[7]),
    modified: Number(fields[8]),
    links: Number(fields[9]),
  };
}

function contentOf(
  path: string,
  sha256: string | undefined,
  output: CommandOutput | undefined,
): Pick<PresentFile, 'sha256' | 'content'> {
  if (output === undefined) return sha256 === undefined ? {} : { sha256 };
  if (output.code !== 0)
    throw new BadAnswer(`${path} cannot be read`, output.stderr.toString('utf8').split('\n').slice(0, 3));
  if (output.stdout.length > contentLimit) return { content: null };
  return { sha256: createHash('sha256').update(output.stdout).digest('hex'), content: output.stdout };
}

/** `HASH  NAME` records that end in NUL; names are exact. */
function readHashes(output: CommandOutput | undefined): Map<string, string> {
  return new Map(nulSeparated(output).map((record) => [record.slice(66), record.slice(0, 64)]));
}

const nulSeparated = (output: CommandOutput | undefined): readonly string[] =>
  output === undefined ? [] : output.stdout.toString('utf8').split('\0').slice(0, -1);
