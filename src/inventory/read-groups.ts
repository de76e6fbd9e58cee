import type { VarsLayer } from '../domain/inventory.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asInteger, asMap, describe, get, isNothing, unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { addGroup, addHost } from './draft.ts';
import type { Draft, GroupDraft } from './draft.ts';
import { expandHostRange } from './host-range.ts';
import { checkGroupName, checkHostName } from './names.ts';
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
  for (const entry of map?.entries ?? []) readGroup({ draft, file, problems }, entry);
}

function readGroup(reader: Reader, { key, value }: YamlEntry): GroupDraft | null {
  if (!checkGroupName(key, reader.problems)) return null;
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
    else if (child !== null) group.children.add(child.name);
  }
}

function readHosts(reader: Reader, group: GroupDraft, node: YamlNode): void {
  for (const { key, value } of shapedEntries(reader, node, 'hosts', 'cp-1:')) {
    const vars = isNothing(value) ? null : asVars(value, `the host \`${key.written}\``, reader.problems);
    const names = expandHostRange(key, reader.problems).filter((name) => checkHostName(name, key, reader.problems));
    const layer = vars && { origin: `${reader.file} host ${key.written}`, vars };
    for (const name of names) {
      const host = addHost(reader.draft, name, group, key.range);
      if (layer !== null) host.layers.push(layer);
    }
  }
}

/** `hosts` and `children` are mappings; a list, which many write first, gets told the right shape. */
function shapedEntries({ problems }: Reader, node: YamlNode, section: string, example: string): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
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
  const layer: VarsLayer = { origin: `${reader.file} group ${group.name}`, vars };
  const priority = vars.get('ansible_group_priority');
  if (priority !== undefined)
    group.priority = asInteger(priority, '`ansible_group_priority`', reader.problems) ?? group.priority;
  group.layers.push(layer);
}
