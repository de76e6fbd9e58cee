import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { asMap, describe, entryOf, get, isNothing, unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { addHosts } from './add-hosts.ts';
import { addChild, addGroup } from './draft.ts';
import type { Draft, GroupDraft } from './draft.ts';
import { checkName } from './names.ts';
import { setPriority } from './priority.ts';
import { asVars } from './vars.ts';

const GROUP_KEYS = ['hosts', 'children', 'vars'];

interface Reader {
  readonly draft: Draft;
  readonly file: string;
  readonly problems: Problems;
}

/** Adds the groups, hosts and variables of one YAML inventory in Ansible's shape. */
export function readGroups(draft: Draft, file: string, root: YamlNode, problems: Problems): void {
  const map = asMap(root, 'an inventory', problems);
  const plugin = map === null ? undefined : entryOf(map, 'plugin');
  if (plugin !== undefined) {
    problems.error('inventory-format', 'the configuration of an inventory plugin of Ansible', plugin.key.range, {
      hint: `plugins are not run here; save what it finds: ansible-inventory -i ${file} --list --yaml --output hosts.yaml`,
    });
    return;
  }
  for (const entry of map?.entries ?? []) readGroup({ draft, file, problems }, entry);
}

function readGroup(reader: Reader, { key, value }: YamlEntry): GroupDraft | null {
  if (!isText(key, 'group', reader.problems) || !checkName('group', key.written, key.range, reader.problems))
    return null;
  const group = addGroup(reader.draft, key.written, key.range);
  if (isNothing(value)) return group;
  const map = asMap(value, `the group \`${group.name}\``, reader.problems);
  if (map !== null) readSections(reader, group, map);
  return group;
}

function readSections(reader: Reader, group: GroupDraft, map: YamlMap): void {
  reportUnknownKeys(group, map, reader.problems);
  for (const { key, value } of map.entries) {
    if (isNothing(value)) continue;
    if (key.value === 'vars') readGroupVars(reader, group, value);
    if (key.value === 'children') readChildren(reader, group, value);
    if (key.value === 'hosts') readHosts(reader, group, value);
  }
}

/** A group that stands where only the three keys may stand is the usual mistake. */
function reportUnknownKeys(group: GroupDraft, map: YamlMap, problems: Problems): void {
  const looksLikeGroup = ({ key, value }: YamlEntry): boolean =>
    !GROUP_KEYS.includes(key.written) &&
    value.kind === 'map' &&
    GROUP_KEYS.some((known) => get(value, known) !== undefined);
  for (const { key } of map.entries.filter(looksLikeGroup)) {
    problems.error(
      'unknown-key',
      `the group \`${key.written}\` stands directly in the group \`${group.name}\``,
      key.range,
      {
        label: 'belongs under `children:`',
      },
    );
  }
  const others = map.entries.filter((entry) => !looksLikeGroup(entry));
  unknownKeys({ ...map, entries: others }, GROUP_KEYS, `the group \`${group.name}\``, problems);
}

function readChildren(reader: Reader, group: GroupDraft, node: YamlNode): void {
  for (const entry of shapedEntries(reader, node, 'children', 'workers:')) {
    const child = readGroup(reader, entry);
    if (child?.name === 'all')
      reader.problems.error('group-cycle', 'the group `all` cannot be a child', entry.key.range);
    else if (child !== null) addChild(group, child);
  }
}

function readHosts({ draft, file, problems }: Reader, group: GroupDraft, node: YamlNode): void {
  for (const { key, value } of shapedEntries({ draft, file, problems }, node, 'hosts', 'cp-1:')) {
    const vars = isNothing(value) ? null : asVars(value, `the host \`${key.written}\``, problems);
    const layer = vars && { origin: `${file} host ${key.written}`, vars };
    if (isText(key, 'host', problems))
      addHosts(draft, { text: key.written, range: key.range, group, layer, file }, problems);
  }
}

function isText(key: YamlScalar, kind: 'host' | 'group', problems: Problems): boolean {
  if (typeof key.value === 'string') return true;
  problems.error(`${kind}-name`, `\`${key.written}\` cannot be the name of a ${kind}`, key.range, {
    hint: 'quote a name that is a number',
  });
  return false;
}

/** `hosts` and `children` are mappings, or one name; a list, which many write first, gets told the right shape. */
function shapedEntries({ problems }: Reader, node: YamlNode, section: string, example: string): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  if (node.kind === 'scalar' && typeof node.value === 'string')
    return [{ key: node, value: { ...node, value: null, written: '' } }];
  const first = node.kind === 'list' ? node.items[0] : node;
  const name = first?.kind === 'scalar' && typeof first.value === 'string' ? `${first.value}:` : example;
  problems.error(
    'wrong-type',
    `\`${section}\` must be a mapping with one key for each name, not ${describe(node)}`,
    node.range,
    {
      hint: `write \`${name}\` (a key with a colon), not \`- ${name.slice(0, -1)}\``,
    },
  );
  return [];
}

function readGroupVars(reader: Reader, group: GroupDraft, node: YamlNode): void {
  const vars = asVars(node, `\`vars\` of the group \`${group.name}\``, reader.problems);
  if (vars === null) return;
  const priority = vars.get('ansible_group_priority');
  if (priority !== undefined) setPriority(group, priority, reader.problems);
  const others = new Map([...vars].filter(([name]) => name !== 'ansible_group_priority'));
  group.layers.push({ origin: `${reader.file} group ${group.name}`, vars: others });
}
