import type { Fields } from '../../domain/module.ts';
import type { PresentFile } from '../../domain/file-state.ts';
import type { MapKey, Mapping, Value } from '../../domain/value.ts';
import { isPresent, type KnownFile } from './known-file.ts';
import type { Look } from './look.ts';
import type { FileParams } from './params.ts';
import { stateAt } from './plan.ts';

type Field = readonly [MapKey, Value];

/** `files` has one entry a path; of the only path its values also stand under Ansible's names. */
export function fileFields(given: FileParams, look: Look): Fields {
  const paths = given.path ?? [];
  const named = paths.map((path) => evidence(path, given.state === 'absent' ? look.itself(path) : look.at(path)));
  const listed = look.listed.map((found) => evidence(found.path, found));
  return new Map<MapKey, Value>([...topFields(given, look), ['files', [...named, ...listed]]]);
}

function topFields(given: FileParams, look: Look): readonly Field[] {
  const [path, second] = given.path ?? [];
  if (given.glob === undefined)
    return path === undefined || second !== undefined ? [] : ansibleFields(path, given, look);
  const [found, other] = look.listed;
  return path !== undefined || found === undefined || other !== undefined ? [] : [...evidence(found.path, found)];
}

/** Ansible tells of a link itself where it makes or touches one, and else of what it points to, under its real name. */
function ansibleFields(path: string, given: FileParams, look: Look): readonly Field[] {
  const state = stateAt(path, given, look);
  const itself = look.itself(path);
  if (state === 'absent')
    return [
      ['path', path],
      ['state', 'absent'],
    ];
  if (state === 'touch') return [['dest', path], ...attributes(itself)];
  if (state === 'link') return linkFields(path, given, look);
  const place = look.hardPlace(path, given);
  if (state === 'hard') return [['dest', place], ['src', given.src ?? null], ...attributes(look.itself(place))];
  if (given.state === undefined && hasSeveralNames(itself))
    return [['dest', path], ['src', null], ...attributes(itself)];
  const isFollowed = itself.kind === 'link' && given.follow;
  return [['path', isFollowed ? itself.realPath : path], ...attributes(isFollowed ? look.at(path) : itself)];
}

function linkFields(path: string, { src, follow }: FileParams, look: Look): readonly Field[] {
  const itself = look.itself(path);
  const behind = look.behind(path);
  const found = follow && isPresent(behind) && isPresent(itself) ? (itself.linkTarget ?? null) : null;
  return [['dest', path], ['src', src ?? found], ...(isPresent(behind) ? attributes(itself) : [])];
}

const evidence = (path: string, there: KnownFile): ReadonlyMap<MapKey, Value> & Mapping =>
  new Map<MapKey, Value>([['path', path], ['state', there.kind], ...attributes(there)]);

const attributes = (there: KnownFile): readonly Field[] =>
  isPresent(there)
    ? [
        ['state', stateOf(there)],
        ['mode', `0${there.mode.toString(8).padStart(3, '0')}`],
        ['owner', there.owner === 'UNKNOWN' ? String(there.uid) : there.owner],
        ['group', there.group === 'UNKNOWN' ? String(there.gid) : there.group],
        ['uid', BigInt(there.uid)],
        ['gid', BigInt(there.gid)],
        ['size', BigInt(there.size)],
      ]
    : [];

const hasSeveralNames = (there: KnownFile): boolean => there.kind === 'file' && (there.links ?? 1) > 1;

/** Ansible's words: a file with several names is `hard`. */
function stateOf(there: PresentFile): string {
  if (there.kind === 'link' || there.kind === 'directory') return there.kind;
  return hasSeveralNames(there) ? 'hard' : 'file';
}
