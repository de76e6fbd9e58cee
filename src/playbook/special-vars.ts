import type { Host, Inventory } from '../domain/inventory.ts';
import type { Value } from '../domain/value.ts';
import { omitted } from './plain.ts';

/** What the run and the play say of themselves; Ansible's names. */
export interface PlayFacts {
  readonly name: string;
  /** Where its playbook is. */
  readonly folder: string;
  readonly hosts: readonly string[];
  readonly batchOf: (host: string) => readonly string[];
}

export interface RunFacts {
  readonly check: boolean;
  readonly playbookDir: string;
  readonly inventory: Inventory;
  readonly runTags: readonly string[];
  readonly skipTags: readonly string[];
}

/** Hosts that fail or are lost are no longer in these. */
export const liveSpecials = ['ansible_play_hosts', 'ansible_play_batch', 'play_hosts'] as const;

export const isLive = (name: string): boolean => liveSpecials.some((special) => special === name);

/** Those that differ from host to host. */
export const hostSpecials: ReadonlySet<string> = new Set([
  'inventory_hostname',
  'inventory_hostname_short',
  'group_names',
  'hostvars',
  'ansible_play_batch',
  'play_hosts',
  'ansible_host',
]);

/** Special variables that hold without a host; nobody can set them. */
export function runSpecials(run: RunFacts, play: PlayFacts | null): ReadonlyMap<string, Value> {
  const [source = ''] = run.inventory.sources;
  return new Map<string, Value>([
    ['groups', new Map(run.inventory.groups)],
    ['omit', omitted],
    ['ansible_check_mode', run.check],
    ['playbook_dir', run.playbookDir],
    ['inventory_file', source],
    ['inventory_dir', source.replace(/\/?[^/]*$/, '') || '.'],
    ['ansible_run_tags', run.runTags],
    ['ansible_skip_tags', run.skipTags],
    ...(play === null ? [] : playSpecials(play)),
  ]);
}

const playSpecials = ({ name, folder, hosts }: PlayFacts): [string, Value][] => [
  ['playbook_dir', folder],
  ['ansible_play_name', name],
  ['ansible_play_hosts', hosts],
  ['ansible_play_hosts_all', hosts],
];

/** Special variables of one host in a play. */
export function hostSpecialsOf(host: Host, play: PlayFacts | null, hostvars: Value): ReadonlyMap<string, Value> {
  const batch = play?.batchOf(host.name) ?? [];
  return new Map<string, Value>([
    ['inventory_hostname', host.name],
    ['inventory_hostname_short', host.name.split('.')[0] ?? host.name],
    ['group_names', host.groups.length === 0 ? ['ungrouped'] : host.groups],
    ['hostvars', hostvars],
    ['ansible_play_batch', batch],
    ['play_hosts', batch],
  ]);
}
