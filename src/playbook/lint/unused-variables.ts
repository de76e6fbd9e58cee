import type { Diagnostic, SourceRange } from '../../domain/diagnostic.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { editDistance, near } from '../../domain/near.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import type { YamlNode } from '../../domain/yaml-node.ts';
import { folderOf, joinPath } from '../../inventory/paths.ts';
import { connectionWords } from '../../inventory/words.ts';
import type { Playbook } from '../model.ts';
import { templatesOf } from './templates.ts';

/** Texts in which a variable may be used: the playbook and what it renders. */
export interface WrittenFiles {
  readonly texts: readonly string[];
}

/** Slips of this many letters: more would guess. */
const MAX_SLIPS = 2;

export function readVariableFiles(playbook: Playbook, files: SourceFiles): WrittenFiles {
  const folders = [...new Set(playbook.files.map(folderOf))];
  const templates = templatesOf(playbook).flatMap((name) => [
    ...folders.flatMap((folder) => [joinPath(joinPath(folder, 'templates'), name), joinPath(folder, name)]),
    name,
  ]);
  const texts = [...playbook.files, ...templates].map((path) => (files.isFile(path) ? files.read(path) : null));
  return { texts: texts.filter((bytes) => bytes !== null).map((bytes) => new TextDecoder().decode(bytes)) };
}

/**
 * Variables of the inventory that nothing reads, where the playbook reads one that nobody sets and that is spelled
 * almost the same. A variable that is merely unused may belong to another playbook and is not told.
 */
export function unusedVariables(playbook: Playbook, inventory: Inventory, files: WrittenFiles): readonly Diagnostic[] {
  const set = placesOf(inventory);
  const inTexts = wordsOf(files.texts);
  const inValues = wordsOf([...set.values()].flatMap(({ values }) => values));
  const own = new Set(playbook.plays.flatMap(({ vars }) => [...vars.keys()]));
  const unset = [...inTexts].filter((word) => word.includes('_') && !set.has(word) && !own.has(word));
  return [...set].flatMap(([name, { range }]): readonly Diagnostic[] => {
    if (inTexts.has(name) || inValues.has(name)) return [];
    if (name.startsWith('ansible_')) return misspelled(name, range);
    const meant = near(name, unset).find((word) => editDistance(name, word) <= MAX_SLIPS);
    if (meant === undefined) return [];
    const summary = `nothing reads \`${name}\`, and nobody sets \`${meant}\``;
    return [{ severity: 'warning', code: 'unused-variable', summary, range, label: `did you mean \`${meant}\`?` }];
  });
}

/** Many names of Ansible's mean something elsewhere; one that is almost a name of the connection is a slip. */
function misspelled(name: string, range: SourceRange): readonly Diagnostic[] {
  const known = Object.keys(connectionWords);
  const meant = near(name, known).find((word) => editDistance(name, word) <= MAX_SLIPS);
  if (known.includes(name) || meant === undefined) return [];
  const summary = `nothing reads \`${name}\``;
  return [{ severity: 'warning', code: 'unused-variable', summary, range, label: `did you mean \`${meant}\`?` }];
}

interface Place {
  readonly range: SourceRange;
  readonly values: readonly string[];
}

function placesOf({ tree, hosts }: Inventory): ReadonlyMap<string, Place> {
  const layers = new Set([
    ...[...tree.values()].flatMap((node) => node.layers),
    ...[...hosts.values()].flatMap((host) => host.layers),
  ]);
  const found = new Map<string, Place>();
  for (const { vars } of layers)
    for (const [name, node] of vars)
      found.set(name, { range: node.range, values: [...(found.get(name)?.values ?? []), ...textsIn(node)] });
  return found;
}

function textsIn(node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [node.value] : [];
  return node.kind === 'list'
    ? node.items.flatMap(textsIn)
    : node.entries.flatMap(({ key, value }) => [...textsIn(key), ...textsIn(value)]);
}

const wordsOf = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
