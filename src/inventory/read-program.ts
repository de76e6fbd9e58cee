import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { asList, asMap, get } from '../source/decode.ts';
import { openScalar } from '../source/open-sealed.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { addChild, addGroup, addHost } from './draft.ts';
import type { GroupDraft, HostDraft } from './draft.ts';
import { checkName } from './names.ts';
import { setPriority } from './priority.ts';
import type { InventoryFile } from './read-file.ts';
import { asVars } from './vars.ts';

/**
 * Adds what a program prints for `--list`: Ansible's JSON, groups with `hosts`, `children` and `vars`, and
 * `_meta.hostvars`; without that it is run with `--host NAME` for each host. Places are those of its output.
 */
export function readProgram(inventory: InventoryFile): void {
  const root = outputOf(inventory, ['--list']);
  const map = root === null ? null : asMap(root, `what ${inventory.path} --list prints`, inventory.problems);
  if (map === null) return;
  const hosts = new Set<HostDraft>();
  const meta = get(map, '_meta');
  const hostvars = meta === undefined ? null : readMeta(inventory, meta);
  for (const entry of map.entries) if (entry.key.value !== '_meta') readGroup(inventory, entry, hosts);
  if (hostvars === null && meta !== undefined) return;
  for (const host of hosts) {
    const node = hostvars === null ? outputOf(inventory, ['--host', host.name]) : get(hostvars, host.name);
    const vars = node === null || node === undefined ? null : varsOf(inventory, node, `the host \`${host.name}\``);
    if (vars !== null && vars.size > 0) host.layers.push({ origin: `${vars.file} host ${host.name}`, vars: vars.each });
  }
}

/** Null where it was not run yet, or printed nothing that can be read, which is reported. */
function outputOf({ path, files, problems }: InventoryFile, args: readonly string[]): YamlNode | null {
  const name = [path, ...args].join(' ');
  const output = files.programs?.run(path, args);
  if (output?.kind === 'printed') return problems.take(parseYaml(name, output.text, files.sealed));
  if (output?.kind === 'refused')
    problems.error('inventory-program', `${name}: ${output.message}`, undefined, {
      hint: output.hint,
      ...(output.detail !== undefined && { detail: output.detail }),
    });
  return null;
}

function readMeta({ problems }: InventoryFile, meta: YamlNode): YamlMap | null {
  const map = asMap(meta, '`_meta`', problems);
  const hostvars = map === null ? undefined : get(map, 'hostvars');
  if (map !== null && hostvars === undefined)
    problems.error('inventory-program', '`_meta` has no `hostvars`', map.range, {
      hint: 'print {"_meta": {"hostvars": {}}} where no host has variables',
    });
  return hostvars === undefined ? null : asMap(hostvars, '`hostvars`', problems);
}

/** A list stands for a group that has only hosts. */
function readGroup(inventory: InventoryFile, { key, value }: YamlEntry, hosts: Set<HostDraft>): void {
  const { draft, problems } = inventory;
  if (!checkName('group', key.written, key.range, problems)) return;
  const group = addGroup(draft, key.written, key.range);
  const map = value.kind === 'list' ? null : asMap(value, `the group \`${group.name}\``, problems);
  const listed = map === null ? value : get(map, 'hosts');
  if (listed?.kind === 'list' || map !== null) readHosts(inventory, group, listed, hosts);
  if (map === null) return;
  reportStray(inventory, group, map);
  readVars(inventory, group, get(map, 'vars'));
  readChildren(inventory, group, get(map, 'children'));
}

/** Ansible takes such a group for a host of the same name. */
function reportStray({ problems }: InventoryFile, { name }: GroupDraft, map: YamlMap): void {
  const known = ['hosts', 'vars', 'children'].some((key) => get(map, key) !== undefined);
  const [first] = map.entries;
  if (!known && first !== undefined)
    problems.error('unknown-key', `the group \`${name}\` has neither hosts, nor vars, nor children`, first.key.range, {
      hint: 'variables of a group stand in its `vars`',
    });
}

function readHosts(
  { draft, problems }: InventoryFile,
  group: GroupDraft,
  node: YamlNode | undefined,
  hosts: Set<HostDraft>,
): void {
  for (const item of textsOf(node, `\`hosts\` of the group \`${group.name}\``, problems))
    if (checkName('host', item.written, item.range, problems))
      hosts.add(addHost(draft, item.written, group, item.range));
}

function readChildren({ draft, problems }: InventoryFile, group: GroupDraft, node: YamlNode | undefined): void {
  for (const item of textsOf(node, `\`children\` of the group \`${group.name}\``, problems)) {
    if (!checkName('group', item.written, item.range, problems)) continue;
    if (item.written === 'all') problems.error('group-cycle', 'the group `all` cannot be a child', item.range);
    addChild(group, addGroup(draft, item.written, item.range));
  }
}

function textsOf(node: YamlNode | undefined, what: string, problems: InventoryFile['problems']): readonly YamlScalar[] {
  const items = node === undefined ? [] : (asList(node, what, problems)?.items ?? []);
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [item];
    problems.error('wrong-type', `${what} must be names`, item.range);
    return [];
  });
}

function readVars(inventory: InventoryFile, group: GroupDraft, node: YamlNode | undefined): void {
  const vars = node === undefined ? null : varsOf(inventory, node, `\`vars\` of the group \`${group.name}\``);
  if (vars === null) return;
  const priority = vars.each.get('ansible_group_priority');
  if (priority !== undefined) setPriority(group, priority, inventory.problems);
  const others = new Map([...vars.each].filter(([name]) => name !== 'ansible_group_priority'));
  group.layers.push({ origin: `${vars.file} group ${group.name}`, vars: others });
}

function varsOf(
  { files, problems }: InventoryFile,
  node: YamlNode,
  what: string,
): { readonly file: string; readonly size: number; readonly each: ReadonlyMap<string, YamlNode> } | null {
  const vars = asVars(node, what, problems);
  if (vars === null) return null;
  const plain = (value: YamlNode): YamlNode => marked(value, (scalar) => openScalar(scalar, files.sealed, problems));
  return {
    file: node.range.file,
    size: vars.size,
    each: new Map([...vars].map(([name, value]) => [name, plain(value)])),
  };
}

/** `{"__ansible_vault": "…"}` and `{"__ansible_unsafe": "…"}`, as ansible-inventory prints them. */
function marked(node: YamlNode, open: (scalar: YamlScalar) => YamlScalar): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => marked(item, open)) };
  const [only, second] = node.entries;
  if (only !== undefined && second === undefined && only.value.kind === 'scalar') {
    if (only.key.written === '__ansible_vault') return open(only.value);
    if (only.key.written === '__ansible_unsafe') return { ...only.value, unsafe: true };
  }
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: marked(value, open) })) };
}
