import type { PresentFile } from '../../domain/file-state.ts';
import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';

/** One path that the host found for a pattern or in a tree. */
export interface ListedFile extends PresentFile {
  readonly path: string;
}

const format = '%f %u %g %U %G %s %i %Y %n';

/**
 * Attributes of all that patterns match (expanded by the host's shell) and of everything below folders. Links are
 * looked at themselves, but for trees where links are followed. Each group of lines follows `#COUNT`, so that a name with a line break cannot add a line.
 */
export function listingCommand(
  patterns: readonly string[],
  trees: readonly string[],
  { follow, owned }: { readonly follow: boolean; readonly owned: boolean },
): ShellCommand {
  const globs = patterns.map((pattern) => sh`globbed ${pattern};`);
  // Through links as Ansible goes; then the links themselves, which have an owner of their own.
  const walks = trees.map((tree) =>
    follow ? sh`through ${tree} || bad=1; ${owned ? sh`links ${tree} || bad=1;` : sh``}` : sh`walk ${tree} || bad=1;`,
  );
  return sh`bad=0
show='echo "#$#"; exec stat -c "$0" -- "$@"'
globbed() {
  IFS=; set -- $1; unset IFS
  [ -e "$1" ] || [ -L "$1" ] || { echo '#0'; return; }
  sh -c "$show" ${format} "$@" || bad=1
}
shown='echo "#$#"; exec stat -L -c "$0" -- "$@"'
through() { [ ! -d "$1" ] || find -L "$1" -xdev ! -type l -exec sh -c "$shown" ${format} {} +; }
links() { [ ! -d "$1" ] || find "$1"/ -xdev -type l -exec sh -c "$show" ${format} {} +; }
walk() { [ ! -d "$1" ] || find "$1" -xdev -exec sh -c "$show" ${format} {} +; }
${globs} ${walks} exit "$bad"`;
}

/** Throws BadAnswer when something could not be looked at or told, or a name has a line break. */
export function readListing(output: CommandOutput): readonly ListedFile[] {
  if (output.code !== 0)
    throw new BadAnswer('not every file could be looked at', output.stderr.toString().trim().split('\n').slice(0, 3));
  if (output.truncated === true) throw notAll();
  const lines = output.stdout.toString().split('\n').slice(0, -1);
  const files: ListedFile[] = [];
  for (let at = 0; at < lines.length;) {
    const count = /^#([0-9]+)$/.exec(lines[at] ?? '')?.[1];
    if (count === undefined) throw oddName();
    const group = lines.slice(at + 1, at + 1 + Number(count));
    if (group.length < Number(count)) throw notAll();
    for (const line of group) files.push(readLine(line));
    at += 1 + Number(count);
  }
  return [...new Map(files.map((file) => [`${String(file.kind === 'link')} ${file.path}`, file])).values()];
}

/** A part of the files must not pass for all of them. */
const notAll = (): BadAnswer => new BadAnswer('there are more files than one question can bring');

function readLine(line: string): ListedFile {
  const match = /^([0-9a-f]+) ([0-9]+) ([0-9]+) (\S+) (\S+) ([0-9]+) ([0-9]+) ([0-9]+) (\/.*)$/.exec(line);
  if (match === null) throw oddName();
  const [, raw = '', uid, gid, owner = '', group = '', size, inode, modified, path = ''] = match;
  const bits = Number.parseInt(raw, 16);
  return {
    path,
    realPath: path,
    kind: kindOf(bits),
    mode: bits & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    owner,
    group,
    size: Number(size),
    inode: Number(inode),
    modified: Number(modified),
  };
}

/** The type bits of `st_mode`, inode(7). */
function kindOf(bits: number): PresentFile['kind'] {
  switch (bits & 0o170000) {
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'directory';
    case 0o120000:
      return 'link';
    default:
      return 'other';
  }
}

const oddName = (): BadAnswer => new BadAnswer('a file name holds a line break, or the list of files cannot be read');
