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
export const targetPath = ({ path, target }: Pick<WantedLink, 'path' | 'target'>): string =>
  target.startsWith('/') ? target : `${parentOf(path) === '/' ? '' : parentOf(path)}/${target}`;

/** Links to what is not there, and links over something else, only with `force`, as in Ansible. */
export function planLink(link: WantedLink, there: KnownFile, source: KnownFile): Planned {
  if (!isPresent(source) && (link.hard || !link.force))
    return refused(`${targetPath(link)} does not exist`, 'force: true makes a symbolic link to nothing');
  if (isLinked(link, there, source)) return { kind: 'changes', changes: [] };
  if (there.kind === 'directory')
    return refused(`${link.path} is a directory`, 'Remove it first: a link never replaces a directory');
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
  if (link.hard) return isPresent(source) && there.kind !== 'link' && there.inode === source.inode;
  return there.kind === 'link' && there.linkTarget === link.target;
}

function change(link: WantedLink, there: KnownFile): Change {
  const before = isPresent(there) ? (there.linkTarget ?? there.kind) : null;
  return {
    action: isPresent(there) ? 'update' : 'create',
    target: link.path,
    writes: [pathResource(link.path)],
    diff: { entries: [{ name: link.hard ? 'hard link to' : 'link to', before, after: link.target }] },
    converges: 'verified',
    disrupts: 'none',
    steps: [{ kind: 'make-link', path: link.path, target: link.target, hard: link.hard, replace: isPresent(there) }],
  };
}

const refused = (message: string, hint: string): Planned => ({ kind: 'refused', message, hint });
