import type { SourceRange } from '../../domain/diagnostic.ts';
import type { Claim, Guarantee } from '../../domain/module.ts';
import type { YamlMap, YamlNode } from '../../domain/yaml-node.ts';
import { get } from '../../source/decode.ts';
import { collectProblems } from '../../source/problems.ts';
import { parametersOf } from '../bind-parameters.ts';
import { fillNode, usesOf, type Fill } from '../fill.ts';
import type { Task } from '../model.ts';
import type { HostScope } from '../scope.ts';

/** Where the value stands that a claim was made of: in the entry, or where the one variable that it is was set. */
export function placeOfClaim(task: Task, claim: Claim, scope: HostScope | null): SourceRange {
  const entry = entryOf(task, claim);
  if (entry === null) return task.parameters.moduleKey;
  const node = entry.kind === 'map' ? decisive(entry, claim.guarantees) : entry;
  return scope === null ? node.range : definedAt(fillNode(node, collectProblems()), node.range, scope);
}

/** The parameters themselves are one where they name it: `name: vm.panic_on_oom`, `value: 1`. */
function entryOf({ parameters }: Task, { what, guarantees }: Claim): YamlNode | null {
  const nodes = parametersOf(parameters);
  const isNamed = nodes.some(({ node }) => itemOf(node, what) !== null && node.kind === 'scalar');
  const own = nodes.find(({ name }) => keysOf[guarantees.kind].includes(name));
  if (isNamed && own !== undefined) return own.node;
  return firstOf(nodes, ({ name, node }) => (sameName(name, what) ? node : entryIn(node, what)));
}

function firstOf<T>(items: readonly T[], find: (item: T) => YamlNode | null): YamlNode | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

/** What stands under a key of this name; of a list the item that is it, or that names it. */
function entryIn(node: YamlNode, what: string): YamlNode | null {
  if (node.kind === 'scalar') return null;
  if (node.kind === 'list') return firstOf(node.items, (item) => itemOf(item, what) ?? entryIn(item, what));
  return (
    node.entries.find(({ key }) => sameName(key.written, what))?.value ??
    firstOf(node.entries, ({ value }) => entryIn(value, what))
  );
}

function itemOf(item: YamlNode, what: string): YamlNode | null {
  if (item.kind === 'scalar') return sameName(item.written, what) ? item : null;
  if (item.kind === 'list') return null;
  return item.entries.some(({ value }) => value.kind === 'scalar' && sameName(value.written, what)) ? item : null;
}

const sameName = (written: string, what: string): boolean => plain(written) === plain(what);

const plain = (name: string): string => name.replace(/^--?/, '').replaceAll('_', '-');

const keysOf: Readonly<Record<Guarantee['kind'], readonly string[]>> = {
  value: ['value'],
  absent: [],
  with: ['items', 'contains'],
  without: ['items'],
  bounds: ['at_least', 'at_most', 'one_of', 'contains', 'set', 'default'],
  mode: ['mode'],
  owner: ['owner', 'group'],
};

function decisive(entry: YamlMap, { kind }: Guarantee): YamlNode {
  for (const key of keysOf[kind]) {
    const node = get(entry, key);
    if (node !== undefined) return node;
  }
  return entry;
}

/** Follows a template that reads one variable to where that is written, and so on. */
function definedAt(fill: Fill, range: SourceRange, scope: HostScope, seen: readonly string[] = []): SourceRange {
  const names = new Set(usesOf(fill).map(({ name }) => name));
  const [name] = names;
  if (name === undefined || names.size > 1 || seen.includes(name)) return range;
  const definition = scope.definitionOf(name);
  return definition === null ? range : definedAt(definition.fill, definition.range, scope, [...seen, name]);
}
