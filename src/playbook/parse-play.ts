import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asMap, asString, get } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { checkKeywords } from './keyword-errors.ts';
import { playKeywords } from './keywords.ts';
import type { PatternPart, Play, VarsFile } from './model.ts';
import { parseInherited } from './parse-inherited.ts';
import type { ParseContext } from './parse-context.ts';
import { parseTasks } from './parse-task.ts';
import {
  booleanSetting,
  listOf,
  numberSetting,
  onFailureOf,
  plainBoolean,
  setting,
  settingOf,
  textSetting,
  wordOf,
} from './parse-values.ts';

/** One play; null when it has no mapping or no hosts, which is reported. */
export function parsePlay(node: YamlNode, context: ParseContext): Play | null {
  const { problems } = context;
  const map = asMap(node, 'a play', problems);
  if (map === null) return null;
  checkKeywords(map, playKeywords, 'a play', problems);
  checkGatherFacts(map, problems);
  const hosts = hostsOf(map, problems);
  const inherited = parseInherited(map, problems);
  const play = {
    name: textSetting(map, 'name', problems),
    range: map.entries[0]?.key.range ?? map.range,
    vars: inherited.vars[0] ?? new Map(),
    varsFiles: listOf(get(map, 'vars_files'), '`vars_files`', problems).map((item) => varsFile(item, problems)),
    inherited: { ...inherited, vars: [] },
    serial: settingOf(map, 'serial', problems),
    maxFailPercentage: numberSetting(map, 'max_fail_percentage', problems),
    order: wordOf(map, 'order', ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted'], 'inventory', problems),
    forceHandlers: plainBoolean(map, 'force_handlers', problems) ?? false,
    onFailure: onFailureOf(map, problems),
    preTasks: parseTasks(get(map, 'pre_tasks'), '`pre_tasks`', 'task', context),
    tasks: parseTasks(get(map, 'tasks'), '`tasks`', 'task', context),
    postTasks: parseTasks(get(map, 'post_tasks'), '`post_tasks`', 'task', context),
    handlers: parseTasks(get(map, 'handlers'), '`handlers`', 'handler', context),
  };
  return hosts === null ? null : { ...play, hosts };
}

function hostsOf(map: YamlMap, problems: Problems): readonly PatternPart[] | null {
  const node = get(map, 'hosts');
  if (node === undefined) return withoutHosts(map, problems);
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (asString(item, '`hosts`', problems) === null || item.kind !== 'scalar') return [];
    return [{ ...setting(item, problems), locate: (offset, length) => item.locate(offset, length) }];
  });
}

function withoutHosts(map: YamlMap, problems: Problems): null {
  // A play of nothing but an unsupported import was reported as that.
  if (map.entries.some(({ key }) => key.written.includes('import_playbook'))) return null;
  problems.error('no-hosts', 'a play needs `hosts`', map.entries[0]?.key.range ?? map.range, { hint: 'hosts: all' });
  return null;
}

/** A text, or a list of which the first file that exists is read. */
function varsFile(node: YamlNode, problems: Problems): VarsFile {
  const items = node.kind === 'list' ? node.items : [node];
  return { paths: items.map((item) => setting(item, problems)), range: node.range };
}

function checkGatherFacts(map: YamlMap, problems: Problems): void {
  const node = get(map, 'gather_facts');
  const wanted = booleanSetting(map, 'gather_facts', problems);
  if (node === undefined || wanted === null || (wanted.fill.kind === 'literal' && wanted.fill.value === false)) return;
  problems.error('not-yet', '`gather_facts: true` is not supported yet', node.range, {
    hint: 'write `gather_facts: false`, and a task `setup:` with `register` where facts are needed',
  });
}
