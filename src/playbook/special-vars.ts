import type { Host, Inventory } from '../domain/inventory.ts';
import type { Value } from '../domain/value.ts';
import { folderOf, pathFrom } from '../inventory/paths.ts';
import { omitted } from './plain.ts';

/** What the run and the play say of themselves; Ansible's names. */
export interface PlayFacts {
  readonly name: string;
  /** Where its playbook is. */
  readonly folder: string;
  /** As the pattern chooses them: as in Ansible `order` is for batches alone. */
  readonly hosts: readonly string[];
  readonly batchOf: (host: string) => readonly string[];
}

export interface RunFacts {
  readonly check: boolean;
  readonly playbookDir: string;
  readonly inventory: Inventory;
  readonly runTags: readonly string[];
  readonly skipTags: readonly string[];
  readonly limit: string | null;
  readonly about: RunAbout;
}

/** What the command line says of a run beside its choice of hosts and tasks. */
export interface RunAbout {
  /** Where relative paths start; null: they stay relative. */
  readonly folder: string | null;
  readonly forks: number;
  readonly diff: boolean;
  readonly verbosity: number;
}

/** The ansible-core whose language is spoken, for playbooks that ask. */
const ansibleVersion = new Map<string, Value>([
  ['full', '2.19.11'],
  ['major', 2],
  ['minor', 19],
  ['revision', 11],
  ['string', '2.19.11'],
]);

/** Hosts that fail or are lost are no longer in these. */
export const liveSpecials = ['ansible_play_hosts', 'ansible_play_batch', 'play_hosts'] as const;

export const isLive = (name: string): boolean => liveSpecials.some((special) => special === name);

/** Those that differ from host to host. */
export const hostSpecials: ReadonlySet<string> = new Set([
  'inventory_hostname',
  'inventory_file',
  'inventory_dir',
  'inventory_hostname_short',
  'group_names',
  'hostvars',
  'ansible_play_batch',
  'play_hosts',
  'ansible_host',
]);

/** Special variables that hold without a host; nobody can set them. */
export function runSpecials(run: RunFacts, play: PlayFacts | null): ReadonlyMap<string, Value> {
  const { about } = run;
  const absolute = (path: string): string => absolutePath(path, about.folder);
  return new Map<string, Value>([
    ['groups', new Map(run.inventory.groups)],
    ['omit', omitted],
    ['ansible_check_mode', run.check],
    ['ansible_diff_mode', about.diff],
    ['ansible_forks', about.forks],
    ['ansible_verbosity', about.verbosity],
    ['ansible_version', ansibleVersion],
    ['ansible_inventory_sources', run.inventory.sources.map(absolute)],
    ['playbook_dir', absolute(play?.folder ?? run.playbookDir)],
    ...(run.limit === null ? [] : [['ansible_limit', run.limit] as const]),
    ['ansible_run_tags', run.runTags],
    ['ansible_skip_tags', run.skipTags],
    ...(play === null ? [] : playSpecials(play)),
  ]);
}

const playSpecials = ({ name, hosts }: PlayFacts): [string, Value][] => [
  ['ansible_play_name', name],
  ['ansible_play_hosts', hosts],
  ['ansible_play_hosts_all', hosts],
];

function absolutePath(path: string, folder: string | null): string {
  if (folder === null || path.startsWith('/')) return path;
  return path === '.' ? folder : pathFrom(folder, path.replace(/^\.\//, ''));
}

/** Special variables of one host in a play. */
export function hostSpecialsOf(
  host: Host,
  play: PlayFacts | null,
  hostvars: Value,
  { folder }: RunAbout,
): ReadonlyMap<string, Value> {
  const batch = play?.batchOf(host.name) ?? [];
  const source = absolutePath(host.range.file, folder);
  return new Map<string, Value>([
    ['inventory_hostname', host.name],
    ['inventory_hostname_short', host.name.split('.')[0] ?? host.name],
    ['group_names', host.groups.length === 0 ? ['ungrouped'] : host.groups],
    ['hostvars', hostvars],
    ['inventory_file', source],
    ['inventory_dir', folderOf(source)],
    ['ansible_play_batch', batch],
    ['play_hosts', batch],
  ]);
}
