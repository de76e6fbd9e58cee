import type { PresentFile } from '../../domain/file-state.ts';
import type { Planned, Step } from '../../domain/module.ts';
import { sh } from '../../shell/sh.ts';
import { planAbsence } from './absent.ts';
import { planFileAttributes } from './attributes.ts';
import { planNewFolder } from './directory.ts';
import { isPresent, parentOf, type KnownFile } from './known-file.ts';
import { planLink, targetPath } from './links.ts';
import type { ListedFile } from './listing.ts';
import type { Look } from './look.ts';
import type { FileParams } from './params.ts';
import { planTouch } from './touch.ts';

/** All paths and all that patterns and folders held. One refusal refuses the whole task. */
export function planFiles(given: FileParams, look: Look): Planned {
  const listed = onceEach(look.listed.filter((found) => concerns(given, found)));
  const named = (given.path ?? []).map((path) => planPath(path, given, look));
  const found = (given.recurse ? innermostFirst(listed) : listed).map((one) => planListed(one.path, given, one));
  const merged = merge(given.recurse ? [...found, ...named] : [...named, ...found]);
  const warnings = given.glob !== undefined && listed.length === 0 ? [`nothing matches ${given.glob.join(', ')}`] : [];
  return merged.kind === 'changes' && warnings.length > 0 ? { ...merged, warnings } : merged;
}

function planPath(path: string, given: FileParams, look: Look): Planned {
  const there = look.at(path);
  switch (stateAt(path, given, look)) {
    case 'absent':
      return planAbsence(path, there, look.dangers.get(path));
    case 'touch':
      return planTouchAt(path, given, look);
    case 'link':
    case 'hard':
      return planLinkAt(path, given, look);
    case 'directory':
      return isPresent(there) ? planPresent(path, given, there, 'directory') : planFolderAt(path, given, look);
    case 'file':
      return isPresent(there) ? planPresent(path, given, there, 'file') : missing(path);
  }
}

/** Without a state what is there stays what it is. */
export function stateAt(path: string, { state }: FileParams, look: Look): NonNullable<FileParams['state']> {
  if (state !== undefined) return state;
  const itself = look.itself(path);
  return itself.kind === 'link' || itself.kind === 'directory' ? itself.kind : 'file';
}

function planTouchAt(path: string, given: FileParams, look: Look): Planned {
  const there = look.at(path);
  if (!isPresent(there) && look.itself(path).kind === 'link')
    return { kind: 'refused', message: `${path} is a link to nothing`, hint: 'Name what it should point to' };
  return merge([planTouch(path, given, there, look.at(parentOf(path))), attributes(path, given, there)]);
}

/** A link to nothing that is followed gets its folder where it points to. */
function planFolderAt(path: string, given: FileParams, look: Look): Planned {
  const itself = look.itself(path);
  return itself.kind === 'link'
    ? planNewFolder(itself.realPath, given, (name) => (name === itself.realPath ? look.at(path) : look.at('/')))
    : planNewFolder(path, given, look.at);
}

/** Links in the list are only ever removed: a mode of their own they do not have. */
function planListed(path: string, given: FileParams, found: PresentFile): Planned {
  const isLink = found.kind === 'link';
  if (given.state !== 'absent') {
    const own = isLink ? { mode: undefined } : {};
    return attributes(path, { ...given, ...own, follow: given.recurse && given.follow && !isLink }, found);
  }
  return found.kind === 'directory'
    ? {
        kind: 'refused',
        message: `${path} is a directory, and a pattern does not remove directories`,
        hint: `Name it with path: ${path}`,
      }
    : planAbsence(path, found, undefined);
}

/** A folder that somebody else owns by now is not gone through: so what is in it comes before it, and links last. */
const innermostFirst = (listed: readonly ListedFile[]): readonly ListedFile[] =>
  listed.toSorted((a, b) => Number(a.kind === 'link') - Number(b.kind === 'link') || (a.path < b.path ? 1 : -1));

/** What has several names, or is reached through several links, is changed once. */
function onceEach(listed: readonly ListedFile[]): readonly ListedFile[] {
  const key = ({ inode, size, modified, kind }: ListedFile): string => [kind, inode, size, modified].join(' ');
  return [...new Map(listed.toReversed().map((found) => [key(found), found])).values()].toReversed();
}

/** A pattern with `state` means only that kind; a folder's own attributes were looked at apart from its content. */
function concerns(given: FileParams, found: { readonly kind: PresentFile['kind']; readonly path: string }): boolean {
  if (given.state === 'absent') return true;
  if (given.path?.includes(found.path) === true) return false;
  if (found.kind === 'link') return given.recurse;
  return given.recurse || given.state === undefined || given.state === found.kind;
}

/** The link, then owner, group and mode: of what it points to, or with `follow: false` its own (a mode it has none). */
function planLinkAt(path: string, given: FileParams, look: Look): Planned {
  if (given.state === 'hard') return planHardLink(path, given, look);
  const there = look.itself(path);
  const target = given.src ?? (isPresent(there) ? there.linkTarget : undefined);
  if (target === undefined) return withoutTarget(path, there);
  const source = look.behind(given.src === undefined ? path : targetPath({ path, target }, there.kind));
  const linked =
    given.src === undefined
      ? nothing
      : planLink({ path, target, hard: false, force: given.force }, there, source, look.at(parentOf(path)));
  if (linked.kind === 'refused') return linked;
  if (given.follow)
    return isPresent(source)
      ? merge([linked, attributes(given.src === undefined ? path : targetPath({ path, target }), given, source)])
      : linked;
  const own = { ...given, mode: undefined };
  return there.kind === 'link' ? merge([linked, attributes(path, own, there)]) : newLink(linked, given, path);
}

const nothing: Planned = { kind: 'changes', changes: [] };

/** A hard link to what a symbolic one points to: a name of the file itself. */
function planHardLink(path: string, given: FileParams, look: Look): Planned {
  const place = look.hardPlace(path, given);
  const src = given.src ?? '';
  const source = look.behind(src);
  const target = look.itself(src).kind === 'link' ? source.realPath : src;
  const link = { path: place, target, hard: true, force: given.force };
  const linked = planLink(link, look.itself(place), source, look.at(parentOf(place)));
  return linked.kind === 'refused' || !isPresent(source) ? linked : merge([linked, attributes(target, given, source)]);
}

function withoutTarget(path: string, there: KnownFile): Planned {
  const message = isPresent(there) ? `${path} is a ${there.kind}, and no link` : `${path} does not exist`;
  return { kind: 'refused', message, hint: 'src: says what the link points to' };
}

/** A link that is still to be made gets its owner in the same change. */
function newLink(linked: Planned, { owner, group }: FileParams, path: string): Planned {
  if (linked.kind === 'refused' || (owner === undefined && group === undefined)) return linked;
  const words = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  const step: Step = { kind: 'exec', command: sh`chown -h -- ${words} ${path}` };
  return { ...linked, changes: linked.changes.map((change) => ({ ...change, steps: [...change.steps, step] })) };
}

function planPresent(path: string, given: FileParams, there: PresentFile, wanted: 'file' | 'directory'): Planned {
  if (there.kind === wanted) return attributes(path, given, there);
  const hint =
    there.kind === 'link'
      ? `It points to ${there.linkTarget ?? there.realPath}: name that, or say follow: true`
      : 'Remove it first with state: absent';
  return { kind: 'refused', message: `${path} is no ${wanted}`, wanted: `a ${wanted}`, seen: `a ${there.kind}`, hint };
}

function attributes(path: string, given: FileParams, there: PresentFile | { readonly kind: 'absent' }): Planned {
  return there.kind === 'absent'
    ? { kind: 'changes', changes: [] }
    : { kind: 'changes', ...planFileAttributes(path, given, there) };
}

const missing = (path: string): Planned => ({
  kind: 'refused',
  message: `${path} does not exist`,
  wanted: 'a file',
  seen: 'nothing there',
  hint: 'state: file only looks after what is there: use copy, state: touch or state: directory to make it',
});

function merge(parts: readonly Planned[]): Planned {
  const refusal = parts.find((part) => part.kind === 'refused');
  if (refusal !== undefined) return refusal;
  const good = parts.filter((part) => part.kind === 'changes');
  return {
    kind: 'changes',
    changes: good.flatMap(({ changes }) => changes),
    kept: good.flatMap(({ kept }) => kept ?? []),
  };
}
