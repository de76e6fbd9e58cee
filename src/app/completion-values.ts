import { parseInventory } from '../inventory/parse-inventory.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import type { InputPorts } from './ports.ts';
import { readProjectConfig } from './project-config.ts';
import type { ProjectConfig } from './project-config.ts';

export type CompletionPorts = Pick<InputPorts, 'files' | 'foldersAbove' | 'home' | 'othersMay'>;

export interface Wanted {
  /** `-i` as typed so far. */
  readonly inventory: string | null;
  readonly playbook: string | null;
  readonly host: string | null;
  /** The word that is being typed. */
  readonly last: string;
}

interface Named {
  readonly word: string;
  readonly about?: string;
}

/** Hosts and groups of the inventory, each with what it is. */
export const patternValues = (wanted: Wanted, ports: CompletionPorts): readonly Named[] => {
  const inventory = inventoryOf(wanted, ports);
  if (inventory === null) return [];
  const groups = [...inventory.groups].map(([word, hosts]) => ({ word, about: `group, ${hosts.length} hosts` }));
  return [...groups.filter(({ word }) => word !== 'ungrouped'), ...hostNames(inventory)];
};

export function hostValues(wanted: Wanted, ports: CompletionPorts): readonly Named[] {
  const inventory = inventoryOf(wanted, ports);
  return inventory === null ? [] : hostNames(inventory);
}

export function variableValues(wanted: Wanted, ports: CompletionPorts): readonly Named[] {
  const host = inventoryOf(wanted, ports)?.hosts.get(wanted.host ?? '');
  return [...new Set((host?.layers ?? []).flatMap(({ vars }) => [...vars.keys()]))].map((word) => ({ word }));
}

/** Tags, or names of tasks, wherever the playbook has them. Read as plain YAML, which is quick. */
export function playbookValues(key: 'tags' | 'name', wanted: Wanted, ports: CompletionPorts): readonly Named[] {
  const path = wanted.playbook ?? configOf(ports)?.playbook ?? null;
  const bytes = path === null || !ports.files.isFile(path) ? null : ports.files.read(path);
  const root = path === null || bytes === null ? null : parseYaml(path, bytes);
  return root?.ok && root.value !== null ? [...new Set(textsUnder(key, root.value))].map((word) => ({ word })) : [];
}

/** Files whose path begins as typed; folders end with a slash. `wanted` filters files, not folders. */
export function fileValues(
  { last }: Wanted,
  isWanted: (name: string) => boolean,
  files: SourceFiles,
): readonly Named[] {
  const lead = last.slice(0, last.lastIndexOf('/') + 1);
  const start = last.slice(lead.length);
  const names = files.list(lead === '' ? '.' : lead) ?? [];
  return names
    .filter((name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
    .flatMap((name) => {
      const path = `${lead}${name}`;
      if (files.isFolder(path)) return [{ word: `${path}/` }];
      return isWanted(name) ? [{ word: path }] : [];
    });
}

const hostNames = ({ hosts }: Inventory): readonly Named[] =>
  [...hosts.keys()].map((word) => ({ word, about: 'host' }));

function configOf(ports: CompletionPorts): ProjectConfig | null {
  const config = readProjectConfig(ports);
  return config.ok ? config.value : null;
}

/** What can be read of the inventory; its mistakes are for other commands. */
function inventoryOf({ inventory }: Wanted, ports: CompletionPorts): Inventory | null {
  const sources = inventory === null ? (configOf(ports)?.inventory ?? null) : [inventory];
  if (sources === null) return null;
  const parsed = parseInventory(sources, ports.files, null);
  return parsed.ok ? parsed.value : null;
}

function textsUnder(key: string, node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap((item) => textsUnder(key, item));
  return node.entries.flatMap((entry) => [
    ...(entry.key.written === key ? scalarsOf(entry.value) : []),
    ...textsUnder(key, entry.value),
  ]);
}

const scalarsOf = (node: YamlNode): readonly string[] =>
  node.kind === 'list' ? node.items.flatMap(scalarsOf) : node.kind === 'scalar' ? [node.written] : [];
