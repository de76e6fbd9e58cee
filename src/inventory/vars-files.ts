import type { VarsLayer } from '../domain/inventory.ts';
import { near } from '../domain/near.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import type { Problems } from '../source/problems.ts';
import type { Draft } from './draft.ts';
import { joinPath } from './paths.ts';
import { asVars } from './vars.ts';

/** What `group_vars` and `host_vars` of one folder say, by group and by host. */
export interface VarsFiles {
  readonly groups: ReadonlyMap<string, readonly VarsLayer[]>;
  readonly hosts: ReadonlyMap<string, readonly VarsLayer[]>;
}

/** A folder of files that belong to nobody must not be compared with each of 10,000 names. */
const MAX_GUESSES = 20;

/** In Ansible's order: the first that exists counts. */
const ENDINGS = ['', '.yml', '.yaml', '.json'];

export function readVarsFiles(folder: string, draft: Draft, files: SourceFiles, problems: Problems): VarsFiles {
  return {
    groups: readNames(joinPath(folder, 'group_vars'), 'group', draft.groups, files, problems),
    hosts: readNames(joinPath(folder, 'host_vars'), 'host', draft.hosts, files, problems),
  };
}

function readNames(
  folder: string,
  what: 'group' | 'host',
  known: ReadonlyMap<string, unknown>,
  files: SourceFiles,
  problems: Problems,
): ReadonlyMap<string, readonly VarsLayer[]> {
  const entries = files.list(folder)?.filter(isVisible) ?? [];
  const byName = Map.groupBy(entries, (entry) => ownerOf(entry, known));
  const layers = new Map<string, readonly VarsLayer[]>();
  let guessed = 0;
  for (const [name, owned] of byName) {
    if (!known.has(name))
      reportUnowned(folder, what, name, owned, guessed++ < MAX_GUESSES ? known : new Map(), problems);
    else layers.set(name, readEntries(folder, name, owned, files, problems));
  }
  return layers;
}

/** `web.example.com` may be a name itself, or `web.example` with an ending that is none. */
const ownerOf = (entry: string, known: ReadonlyMap<string, unknown>): string =>
  known.has(entry) ? entry : entry.replace(/\.(?:ya?ml|json)$/, '');

const isVisible = (entry: string): boolean => !entry.startsWith('.') && !entry.endsWith('~');

function readEntries(
  folder: string,
  name: string,
  owned: readonly string[],
  files: SourceFiles,
  problems: Problems,
): readonly VarsLayer[] {
  const [chosen, ...ignored] = ENDINGS.map((ending) => name + ending).filter((entry) => owned.includes(entry));
  for (const entry of ignored) {
    problems.warn(
      'vars-file-ignored',
      `${joinPath(folder, entry)} is not read, because there is ${joinPath(folder, chosen ?? '')}`,
      undefined,
      {
        hint: 'keep one of them',
      },
    );
  }
  return chosen === undefined ? [] : readPath(joinPath(folder, chosen), files, problems);
}

/** A file, or everything in a folder in sorted order; folders in it whose names have an ending are not looked into. */
function readPath(path: string, files: SourceFiles, problems: Problems): readonly VarsLayer[] {
  if (!files.isFolder(path)) return readFile(path, files, problems);
  const names = (files.list(path) ?? []).filter(isVisible);
  return names.flatMap((name) => {
    const [ending = ''] = /(?<=[^.])\.[^.]*$/.exec(name) ?? [];
    const entry = joinPath(path, name);
    const isWanted = files.isFolder(entry) ? ending === '' : ENDINGS.includes(ending) && files.isFile(entry);
    return isWanted ? readPath(entry, files, problems) : [];
  });
}

function readFile(path: string, files: SourceFiles, problems: Problems): readonly VarsLayer[] {
  if (files.isOther?.(path) === true) {
    problems.error('vars-file', `${path} is no file, but a pipe, a socket or a device`, undefined, {
      hint: 'variables stand in a file',
    });
    return [];
  }
  const bytes = files.read(path);
  const node = bytes === null ? null : problems.take(parseYaml(path, bytes, files.sealed));
  const vars = node === null ? null : asVars(node, `a file of variables`, problems);
  return vars === null ? [] : [{ origin: path, vars }];
}

function reportUnowned(
  folder: string,
  what: string,
  name: string,
  owned: readonly string[],
  known: ReadonlyMap<string, unknown>,
  problems: Problems,
): void {
  const guesses = near(name, known.keys());
  const hint =
    guesses.length === 0
      ? `groups and hosts come from the inventory; this file is not read`
      : `near: ${guesses.join(', ')}`;
  for (const entry of owned)
    problems.warn(
      `unknown-${what}`,
      `${joinPath(folder, entry)} is not read: there is no ${what} \`${name}\``,
      undefined,
      { hint },
    );
}
