import { sha256 } from '../../domain/sha256.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { type PathMark, livesInKernel } from './path-mark.ts';

/**
 * Looks at the paths in "$@", none of which holds a line break: a line of `stat` for each that is there, one with `>`
 * for each file that a link leads to, the targets of links, and hashes of regular files, also behind links. What may not be looked at is as good as absent.
 */
export const lookAtPaths: ShellCommand = sh`
[ $# = 0 ]&&exit
stat -c "%f %u %g %i %n" -- "$@" 2>/dev/null
for p;do [ -L "$p" ]&&[ -f "$p" ]&&stat -Lc ">%f %u %g %i %n" -- "$p";done
printf "\0"
readlink -z -- "$@"
printf "\0"
n=$#
for p;do [ -f "$p" ]&&[ -r "$p" ]&&set -- "$@" "$p";done
shift $n
[ $# = 0 ]||sha256sum -z -- "$@" 2>/dev/null
:`;

/** What is there now. */
export interface PathsSeen {
  readonly marks: ReadonlyMap<string, PathMark>;
  /** What links say, by path. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Reads that answer for the paths that were asked, in order. */
export function readPaths(paths: readonly string[], output: string): PathsSeen {
  const end = output.indexOf('\0');
  const stats = readStats(output.slice(0, Math.max(0, end)));
  const records = output.slice(end + 1).split('\0');
  const gap = records.indexOf('');
  const links = paths.filter((path) => stats.get(path)?.kind === 'link');
  const targets = new Map(links.map((path, at) => [path, gap === links.length ? (records[at] ?? '') : '']));
  const hashes = new Map(records.slice(gap + 1).map((record) => [record.slice(66), record.slice(0, 64)]));
  /** A link to a file is as good as that file. */
  const behind = (path: string): readonly string[] => {
    const file = stats.get(`>${path}`);
    return file === undefined ? [] : [JSON.stringify(file), hashes.get(path) ?? ''];
  };
  const mark = (path: string): PathMark => {
    const seen = stats.get(path);
    if (seen === undefined) return { kind: 'absent' };
    const target = targets.get(path);
    const hash = target === undefined ? (hashes.get(path) ?? null) : sha256([target, ...behind(path)].join('\0'));
    return { ...seen, hash };
  };
  return { marks: new Map(paths.map((path) => [path, mark(path)])), targets };
}

const typeBits: ReadonlyMap<number, 'file' | 'directory' | 'link'> = new Map([
  [0o10, 'file'],
  [0o4, 'directory'],
  [0o12, 'link'],
]);

type Present = Exclude<PathMark, { kind: 'absent' }>;

function readStats(text: string): ReadonlyMap<string, Present> {
  return new Map(
    text.split('\n').flatMap((line): readonly (readonly [string, Present])[] => {
      const [, led = '', raw = '', uid, gid, inode, path = ''] =
        /^(>?)([0-9a-f]+) (\d+) (\d+) (\d+) (.*)$/s.exec(line) ?? [];
      if (path === '') return [];
      const bits = Number.parseInt(raw, 16);
      const kind = typeBits.get(bits >> 12) ?? 'other';
      const mark: Present = {
        kind,
        mode: bits & 0o7777,
        uid: Number(uid),
        gid: Number(gid),
        inode: livesInKernel(path) ? 0 : Number(inode),
        hash: null,
      };
      return [[led + path, mark]];
    }),
  );
}
