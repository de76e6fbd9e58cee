import { createHash } from 'node:crypto';
import type { Inventory } from '../domain/inventory.ts';
import { reveal, Secret } from '../domain/secret.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { nodeToValue } from '../source/decode.ts';
import type { VarTable } from './model.ts';

/** The operator's files, and what was read of them. */
export interface RecordedFiles extends SourceFiles {
  readonly seen: ReadonlyMap<string, Uint8Array>;
}

export function recordFiles(files: SourceFiles): RecordedFiles {
  const seen = new Map<string, Uint8Array>();
  return {
    ...files,
    seen,
    read: (path) => {
      const bytes = files.read(path);
      if (bytes !== null) seen.set(path, bytes);
      return bytes;
    },
  };
}

/**
 * SHA-256, in hex, of all that a plan was made of: files by path, the inventory's hosts and variables, those of `-e`.
 * Paths count from the folder that all of them are in: the same project in another place has the same digest.
 */
export function digestOf(
  seen: ReadonlyMap<string, Uint8Array>,
  inventory: Inventory,
  extra: ReadonlyMap<string, Value>,
): string {
  const hash = createHash('sha256');
  const paths = [...seen.keys()].toSorted();
  const { length } = commonFolder(paths);
  for (const path of paths) {
    const bytes = seen.get(path) ?? new Uint8Array();
    hash.update(`file ${JSON.stringify(path.slice(length))} ${bytes.length}\n`).update(bytes);
  }
  const tables = tableDigests();
  for (const { name, groups, layers } of inventory.hosts.values()) {
    hash.update(`host ${JSON.stringify([name, groups, layers.map(({ vars }) => tables(vars))])}\n`);
  }
  hash.update(`groups ${JSON.stringify([...inventory.groups])}\n`);
  return hash.update(`extra ${canonical(new Map(extra))}\n`).digest('hex');
}

/** `/srv/prod/` of `/srv/prod/site.yaml` and `/srv/prod/files/motd`; empty where there is none. Sorted: the ends tell. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', last = ''] = [paths[0], paths.at(-1)];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return first.slice(0, first.slice(0, length).lastIndexOf('/') + 1);
}

/** Hosts share most tables: each is hashed once. */
function tableDigests(): (table: VarTable) => string {
  const known = new Map<VarTable, string>();
  return (table) => {
    const digest =
      known.get(table) ??
      createHash('sha256')
        .update(canonical(new Map([...table].map(([name, node]) => [name, nodeToValue(node)]))))
        .digest('hex');
    known.set(table, digest);
    return digest;
  };
}

/** Text that differs where values or their types differ. */
function canonical(value: Value): string {
  if (isMapping(value))
    return `{${[...value].map(([key, item]) => `${JSON.stringify(String(key))}:${canonical(item)}`).join(',')}}`;
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (value instanceof Float) return `float ${value.value}`;
  if (value instanceof Secret) return `secret ${JSON.stringify(reveal(value))}`;
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
}
