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
  const hosts = hostsOf(map, problems);
  const inherited = parseInherited(map, problems);
  const vars = inherited.vars[0] ?? new Map();
  const inner = { ...context, tables: [vars, ...context.tables] };
  const play = {
    file: context.playbook,
    when: inherited.when,
    name: textSetting(map, 'name', problems),
    range: map.entries[0]?.key.range ?? map.range,
    vars,
    varsFiles: varsFilesOf(get(map, 'vars_files'), problems),
    inherited: { ...inherited, vars: [], when: [] },
    serial: settingOf(map, 'serial', problems),
    maxFailPercentage: numberSetting(map, 'max_fail_percentage', problems),
    gatherFacts: plainBoolean(map, 'gather_facts', problems) ?? true,
    order: wordOf(map, 'order', ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted'], 'inventory', problems),
    forceHandlers: plainBoolean(map, 'force_handlers', problems) ?? false,
    onFailure: onFailureOf(map, problems),
    preTasks: parseTasks(get(map, 'pre_tasks'), '`pre_tasks`', 'task', inner),
    tasks: parseTasks(get(map, 'tasks'), '`tasks`', 'task', inner),
    postTasks: parseTasks(get(map, 'post_tasks'), '`post_tasks`', 'task', inner),
    handlers: parseTasks(get(map, 'handlers'), '`handlers`', 'handler', inner),
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
  problems.error('no-hosts', 'a play needs `hosts`', map.entries[0]?.key.range ?? map.range, { hint: 'hosts: all' });
  return null;
}

/** One name may stand without a list, as in Ansible. */
const varsFilesOf = (node: YamlNode | undefined, problems: Problems): readonly VarsFile[] =>
  (node?.kind === 'scalar' && node.value !== null ? [node] : listOf(node, '`vars_files`', problems)).map((item) =>
    varsFile(item, problems),
  );

/** A text, or a list of which the first file that exists is read. */
function varsFile(node: YamlNode, problems: Problems): VarsFile {
  const items = node.kind === 'list' ? node.items : [node];
  return { paths: items.map((item) => setting(item, problems)), range: node.range };
}
