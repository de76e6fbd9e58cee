import type { Fields } from '../../domain/module.ts';
import type { PresentFile } from '../../domain/file-state.ts';
import type { Mapping, Value } from '../../domain/value.ts';
import { modeText } from '../mode.ts';
import { isPresent, type KnownFile } from './known-file.ts';
import type { Look } from './look.ts';
import type { FileParams } from './params.ts';

/** Evidence: `files` has one entry a path, as it was found; with one path its values also stand under Ansible's names. */
export function fileFields(given: FileParams, look: Look): Fields {
  const named = (given.path ?? []).map((path) => evidence(path, look.at(path)));
  const files = [...named, ...look.listed.map((found) => evidence(found.path, found))];
  const single = files.length === 1 ? [...(files[0] ?? [])] : [];
  return new Map<string, Value>([...single.map(([key, value]) => [String(key), value] as const), ['files', files]]);
}

const evidence = (path: string, there: KnownFile): Mapping =>
  new Map<string, Value>([['path', path], ['state', there.kind], ...(isPresent(there) ? attributes(there) : [])]);

const attributes = (there: PresentFile): readonly (readonly [string, Value])[] => [
  ['mode', modeText(there.mode)],
  ['owner', there.owner],
  ['group', there.group],
  ['uid', there.uid],
  ['gid', there.gid],
  ['size', there.size],
];
