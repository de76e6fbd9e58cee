import { parsed } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { foldNodes } from '../../domain/node-set.ts';
import type { Value } from '../../domain/value.ts';
import { parseInventory } from '../../inventory/parse-inventory.ts';
import { selectHosts } from '../../playbook/host-patterns.ts';
import { patternPlaybook } from '../built-in-playbooks.ts';
import type { Compiled } from '../ports.ts';
import { keysOf, prepare } from '../prepare.ts';
import { readProjectConfig } from '../project-config.ts';
import { readUnlocked } from '../unlocker.ts';
import { askUntilGood, wrongAnswer } from './ask.ts';
import { nameOfCluster } from './cluster-name.ts';
import { controlPlane, done, workers } from './draft.ts';
import type { DraftHost, HostVars, InitContext, ProjectDraft, Step } from './draft.ts';
import { likelyGroup } from './likely-group.ts';

/** An Ansible inventory: hosts, groups, and of the variables those that say how to reach a host or what to harden. */
export async function fromAnsible(context: InitContext): Promise<Step<ProjectDraft>> {
  const { asked } = context;
  const read = await askUntilGood(
    {
      words: 'Ansible inventory',
      otherwise: null,
      given: asked.file,
      read: (path) => readInventory(path, context),
      option: '--from ansible FILE',
    },
    context,
  );
  if (!read.ok) return read;
  const { path, inventory, variable } = read.value;
  const planes = await chooseHosts(
    'Control planes',
    inventory,
    { wanted: controlPlane, given: asked.hosts, option: '--hosts PATTERN', taken: [] },
    context,
  );
  if (!planes.ok) return planes;
  const others = await chooseHosts(
    'Workers',
    inventory,
    { wanted: workers, given: asked.workers, option: '--workers PATTERN', taken: planes.value },
    context,
  );
  if (!others.ok) return others;
  const known = clusterOf([...planes.value, ...others.value], variable);
  const cluster = await nameOfCluster(known, context);
  if (!cluster.ok) return cluster;
  const chosen = new Set([...planes.value, ...others.value]);
  const host = (name: string): DraftHost => ({ name, vars: hostVars(name, variable, context) });
  tellLeftOut(inventory, chosen, context);
  return done({
    origin: path,
    cluster: cluster.value,
    controlPlanes: planes.value.map(host),
    workers: others.value.map(host),
    groups: otherGroups(inventory, chosen),
    trusted: [],
    withPassword: false,
  });
}

interface Source {
  readonly path: string;
  readonly inventory: Inventory;
  readonly variable: Compiled['variable'];
}

/** Compiled as for a run, so that what templates say is known. */
async function readInventory(path: string, { asked, ports }: InitContext): Promise<Parsed<Source>> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const inventory = await readUnlocked(keysOf(asked, config.value), ports, ({ files }) =>
    parseInventory([path], files, null),
  );
  if (!inventory.ok) return inventory;
  const choice = { path: null, tags: [], skipTags: [], check: true, builtIn: patternPlaybook('all') };
  const options = { ...asked, inventory: [path], askBecomePassword: false, becomePasswordFile: null };
  const prepared = await prepare(options, choice, ports);
  return prepared.ok
    ? parsed({ path, inventory: inventory.value, variable: prepared.value.compiled.variable })
    : prepared;
}

interface Choice {
  readonly wanted: string;
  readonly given: string | null;
  readonly option: string;
  /** Hosts that are something else already. */
  readonly taken: readonly string[];
}

/** The group with our name is taken as it is; one that is likely meant is offered. */
async function chooseHosts(
  words: string,
  inventory: Inventory,
  { wanted, given, option, taken }: Choice,
  context: InitContext,
): Promise<Step<readonly string[]>> {
  const isNeeded = wanted === controlPlane;
  const guess = likelyGroup(wanted, [...inventory.groups.keys()]);
  const exact = inventory.groups.has(wanted) ? wanted : null;
  if (given === null && exact === null && guess !== null && !context.dialogue)
    context.ports.desk.tell({ kind: 'lines', lines: [`${words}: the group \`${guess}\` (${option} says otherwise)`] });
  return askUntilGood(
    {
      words: isNeeded ? `${words}, a group or hosts` : `${words}, a group or hosts, \`none\` for none`,
      otherwise: guess ?? (isNeeded ? null : 'none'),
      given: given ?? exact,
      option,
      read: (text) => {
        if (!isNeeded && text === 'none') return parsed([]);
        const hosts = selectHosts(text, inventory, { subject: words });
        if (!hosts.ok) return hosts;
        const left = hosts.value.filter((name) => !taken.includes(name));
        return left.length === 0 && isNeeded ? wrongAnswer(`\`${text}\` has no hosts`) : parsed(left);
      },
    },
    context,
  );
}

/** `cluster_name`, when all hosts agree on one. */
function clusterOf(hosts: readonly string[], variable: Compiled['variable']): string | null {
  const names = new Set(hosts.map((host) => valueOf(host, 'cluster_name', variable)));
  const [only] = names;
  return names.size === 1 && typeof only === 'string' ? only : null;
}

const CONNECTION = [
  'ansible_host',
  'ansible_port',
  'ansible_user',
  'ansible_ssh_private_key_file',
  'ansible_connection',
  'ansible_ssh_proxy_jump',
];

function hostVars(host: string, variable: Compiled['variable'], { asked }: InitContext): HostVars {
  const vars = new Map<string, string | number | boolean>();
  for (const name of CONNECTION) {
    const value = valueOf(host, name, variable);
    if (value !== null) vars.set(name, value);
  }
  const key = valueOf(host, 'ansible_private_key_file', variable);
  if (key !== null && !vars.has('ansible_ssh_private_key_file')) vars.set('ansible_ssh_private_key_file', key);
  if (asked.user !== null && !vars.has('ansible_user')) vars.set('ansible_user', asked.user);
  if (asked.privateKey !== null && !vars.has('ansible_ssh_private_key_file'))
    vars.set('ansible_ssh_private_key_file', asked.privateKey);
  return vars;
}

/** null: not set, or nothing that stands in one word. */
function valueOf(host: string, name: string, variable: Compiled['variable']): string | number | boolean | null {
  const value: Value | undefined = variable(host, name);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function otherGroups(inventory: Inventory, chosen: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const groups = [...inventory.groups].flatMap(([name, hosts]) => {
    const members = hosts.filter((host) => chosen.has(host));
    return OWN_GROUPS.has(name) || members.length === 0 ? [] : [[name, members] as const];
  });
  return new Map(groups);
}

const OWN_GROUPS: ReadonlySet<string> = new Set(['all', 'ungrouped', controlPlane, workers]);

/** Hosts that are neither, and variables that nothing of ours reads. */
function tellLeftOut(inventory: Inventory, chosen: ReadonlySet<string>, { ports }: InitContext): void {
  const hosts = [...inventory.hosts.keys()].filter((name) => !chosen.has(name));
  const layers = [...inventory.hosts.values()].filter(({ name }) => chosen.has(name)).flatMap((host) => host.layers);
  const names = new Set(layers.flatMap(({ vars }) => [...vars.keys()]));
  const unread = [...names].filter(
    (name) => ![...CONNECTION, 'ansible_private_key_file', 'cluster_name'].includes(name),
  );
  const lines = [
    ...(hosts.length === 0 ? [] : [`Left out, neither control plane nor worker: ${foldNodes(hosts)}`]),
    ...(unread.length === 0 ? [] : [`Left out, variables: ${unread.toSorted().join(', ')}`]),
  ];
  if (lines.length > 0) ports.desk.tell({ kind: 'lines', lines });
}
