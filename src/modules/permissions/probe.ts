import type { FileQuestion, PresentFile } from '../../domain/file-state.ts';
import type { Answers, Query } from '../../domain/module.ts';
import { groupResource, pathResource, userResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { type ListedFile, readListing } from '../file/listing.ts';
import { isPresent, knownFile } from '../file/known-file.ts';
import type { PermissionsTask } from './params.ts';

/**
 * What stands at the plain paths, and all that was found in the folders of patterns, mounts in them too. Of links what
 * they point to, and nothing of what is in a folder behind one: it may be any folder.
 */
export interface PermissionsState {
  /** null: nothing there. */
  readonly named: ReadonlyMap<string, PresentFile | null>;
  /** A link and what it points to stand here both, under the path of the link. */
  readonly listed: readonly ListedFile[];
}

/**
 * Plain paths and the folders of patterns ride in the frame's one `stat`; all that is in the folders is one command.
 * Each path and folder is asked for by itself, so that "nobody may look" never reads as "nothing there".
 */
export function probePermissions(task: PermissionsTask): Query<PermissionsState> {
  const plain = task.rules.filter(({ pattern }) => pattern.plain).map(({ pattern }) => pattern.text);
  const trees = treesOf(task);
  const files = [...new Set([...plain, ...trees.keys()])].map((path): FileQuestion => ({
    path,
    follow: true,
    want: 'attributes',
  }));
  const accounts = task.rules.flatMap(({ owner }) =>
    owner === null ? [] : [userResource(owner.owner), groupResource(owner.group)],
  );
  return {
    files,
    ...(trees.size > 0 && { command: treesCommand(trees) }),
    reads: [...files.map(({ path }) => pathResource(path)), ...accounts],
    readsCut: true,
    parse: (answers) => readState(plain, trees, answers),
  };
}

/** Folders to list, with the greatest depth that a pattern asks of it. */
function treesOf({ rules }: PermissionsTask): ReadonlyMap<string, number> {
  const trees = new Map<string, number>();
  for (const { pattern } of rules)
    if (!pattern.plain) trees.set(pattern.folder, Math.max(trees.get(pattern.folder) ?? 0, pattern.depth));
  return trees;
}

const format = '%f %u %g %U %G %s %i %Y %n';

/** Each file by itself; the dot keeps line breaks at the end of a name. */
const one = (follow: string): string =>
  `o=$(stat${follow} -c "$0" -- "$f" && echo .) || exit 1; printf '#1\\n%s' "\${o%.}"`;

/** All at once; where one of them went away, those that are left. */
const show = `o=$(stat -c "$0" -- "$@" 2>/dev/null && echo .) && { printf '#%s\\n%s' "$#" "\${o%.}"; exit 0; }
for f do [ -e "$f" ] || [ -L "$f" ] || continue; ${one('')}; done`;

const behind = `for f do [ -e "$f" ] || continue; ${one(' -L')}; done`;

/**
 * Lines as `readListing` reads them. What goes away between `find` and `stat` (a datastore at work) is no failure;
 * what is there and cannot be looked at is one.
 */
function treesCommand(trees: ReadonlyMap<string, number>): ShellCommand {
  const walks = [...trees].map(
    ([folder, depth]) => sh`tree ${folder} ${Number.isFinite(depth) ? ['-maxdepth', String(depth)] : []} || bad=1
`,
  );
  return sh`bad=0
tree() {
  [ -d "$1" ] || return 0
  from=$1; shift
  find "$from/" "$@" -exec sh -c ${show} ${format} {} + &&
  find "$from/" "$@" -type l -exec sh -c ${behind} ${format} {} +
}
${walks}exit "$bad"`;
}

function readState(plain: readonly string[], trees: ReadonlyMap<string, number>, answers: Answers): PermissionsState {
  const look = (path: string): PresentFile | null => {
    const file = knownFile(answers, path, true);
    return isPresent(file) ? file : null;
  };
  const named = new Map(plain.map((path) => [path, look(path)]));
  for (const folder of trees.keys()) look(folder);
  const listed = trees.size === 0 ? [] : readListing(answers.output);
  return { named, listed: listed.map((file) => ({ ...file, path: tidy(file.path), realPath: tidy(file.path) })) };
}

/** `find /a/` prints `/a/` and `/a/b`, some of them `/a//b`. */
const tidy = (path: string): string => path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
