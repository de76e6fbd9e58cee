import type { Expectation } from '../../domain/file-state.ts';
import type { Change, Planned } from '../../domain/module.ts';
import { pathResource } from '../../domain/resource.ts';
import { isPresent, parentOf, type KnownFile } from './known-file.ts';

/** A link to be: `target` is the text of a symbolic link, or the absolute path of a hard link's file. */
export interface WantedLink {
  readonly path: string;
  readonly target: string;
  readonly hard: boolean;
  readonly force: boolean;
}

/** What `target` names, seen from the folder that the link stands in. */
export function targetPath({ path, target }: Pick<WantedLink, 'path' | 'target'>, there?: KnownFile['kind']): string {
  if (target.startsWith('/')) return target;
  // Ansible looks for it inside the folder that is in the way.
  const folder = there === 'directory' ? path : parentOf(path);
  return `${folder === '/' ? '' : folder}/${target}`;
}

/** Links to what is not there, and links over something else, only with `force`, as in Ansible. */
export function planLink(link: WantedLink, there: KnownFile, source: KnownFile, parent: KnownFile): Planned {
  if (!isPresent(source) && (link.hard || !link.force))
    return refused(`${targetPath(link, there.kind)} does not exist`, 'force: true makes a symbolic link to nothing');
  if (!isPresent(parent))
    return refused(`the folder ${parentOf(link.path)} does not exist`, 'Make it first: file with state: directory');
  if (isLinked(link, there, source)) return { kind: 'changes', changes: [] };
  if (there.kind === 'directory' && (link.hard || !link.force))
    return refused(`${link.path} is a directory`, 'force: true replaces an empty one by a symbolic link');
  if (isPresent(there) && there.kind !== 'link' && !link.force)
    return refused(`${link.path} is there and is no such link`, 'force: true replaces it');
  return { kind: 'changes', changes: [change(link, there)] };
}

/** What a removal or replacement was planned from. */
export const expectationOf = (file: KnownFile): Expectation =>
  isPresent(file)
    ? { kind: 'attributes', type: file.kind, mode: file.mode, uid: file.uid, gid: file.gid }
    : { kind: 'absent' };

function isLinked(link: WantedLink, there: KnownFile, source: KnownFile): boolean {
  if (!isPresent(there)) return false;
  // Ansible takes a symbolic link to the same path for a hard one.
  if (link.hard && there.kind === 'link') return there.linkTarget === link.target;
  if (link.hard) return isPresent(source) && there.inode === source.inode;
  return there.kind === 'link' && there.linkTarget === link.target;
}

function change(link: WantedLink, there: KnownFile): Change {
  const isFolder = there.kind === 'directory';
  const before = isPresent(there) ? (there.linkTarget ?? there.kind) : null;
  return {
    action: isPresent(there) ? 'update' : 'create',
    target: link.path,
    writes: [pathResource(link.path)],
    diff: { entries: [{ name: link.hard ? 'hard link to' : 'link to', before, after: link.target }] },
    converges: 'verified',
    disrupts: 'none',
    steps: [
      ...(isFolder ? [{ kind: 'remove-directory', path: link.path, recursive: false } as const] : []),
      {
        kind: 'make-link',
        path: link.path,
        target: link.target,
        hard: link.hard,
        replace: isPresent(there) && !isFolder,
      },
    ],
  };
}

const refused = (message: string, hint: string): Planned => ({ kind: 'refused', message, hint });
