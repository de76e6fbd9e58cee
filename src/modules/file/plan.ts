import type { PresentFile } from '../../domain/file-state.ts';
import type { Planned } from '../../domain/module.ts';
import { planAbsence } from './absent.ts';
import { planFileAttributes } from './attributes.ts';
import { planNewFolder } from './directory.ts';
import { isPresent, parentOf } from './known-file.ts';
import { planLink, targetPath } from './links.ts';
import type { Look } from './look.ts';
import type { FileParams } from './params.ts';
import { planTouch } from './touch.ts';

/** All paths and all that patterns and folders held. One refusal refuses the whole task. */
export function planFiles(given: FileParams, look: Look): Planned {
  const listed = look.listed.filter((found) => concerns(given, found));
  const parts = [
    ...(given.path ?? []).map((path) => planPath(path, given, look)),
    ...listed.map((found) => planListed(found.path, given, found)),
  ];
  const merged = merge(parts);
  const warnings = given.glob !== undefined && listed.length === 0 ? [`nothing matches ${given.glob.join(', ')}`] : [];
  return merged.kind === 'changes' && warnings.length > 0 ? { ...merged, warnings } : merged;
}

function planPath(path: string, given: FileParams, look: Look): Planned {
  const there = look.at(path);
  switch (given.state) {
    case 'absent':
      return planAbsence(path, there, look.dangers.get(path));
    case 'touch':
      return merge([planTouch(path, given, there, look.at(parentOf(path))), attributes(path, given, there)]);
    case 'link':
    case 'hard':
      return planLinkAt(path, given, look);
    case 'directory':
      return isPresent(there) ? planPresent(path, given, there, 'directory') : planNewFolder(path, given, look.at);
    case 'file':
      return isPresent(there) ? planPresent(path, given, there, 'file') : missing(path);
    case undefined:
      return isPresent(there) ? attributes(path, given, there) : missing(path);
  }
}

/** Links in the list are only ever removed: a mode of their own they do not have. */
function planListed(path: string, given: FileParams, found: PresentFile): Planned {
  if (given.state !== 'absent') return attributes(path, { ...given, follow: false }, found);
  return found.kind === 'directory'
    ? {
        kind: 'refused',
        message: `${path} is a directory, and a pattern does not remove directories`,
        hint: `Name it with path: ${path}`,
      }
    : planAbsence(path, found, undefined);
}

/** A pattern with `state` means only that kind; a folder's own attributes were looked at apart from its content. */
function concerns(given: FileParams, found: { readonly kind: PresentFile['kind']; readonly path: string }): boolean {
  if (given.state === 'absent') return true;
  if (found.kind === 'link' || given.path?.includes(found.path) === true) return false;
  return given.recurse || given.state === undefined || given.state === found.kind;
}

function planLinkAt(path: string, given: FileParams, look: Look): Planned {
  const link = { path, target: given.src ?? '', hard: given.state === 'hard', force: given.force };
  return planLink(link, look.at(path), look.at(targetPath(link)));
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
