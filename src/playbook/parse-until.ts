import type { YamlMap } from '../domain/yaml-node.ts';
import { entryOf } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import type { Until } from './model.ts';
import { conditionsOf, numberSetting, secondsSetting } from './parse-values.ts';

/** `until` with `retries` and `delay`; null without `until`. `retries` alone repeats until the task does not fail. */
export function parseUntil(map: YamlMap, problems: Problems): Until | null {
  const conditions = conditionsOf(map, 'until', problems);
  const retries = numberSetting(map, 'retries', problems);
  const delay = secondsSetting(map, 'delay', problems);
  if (conditions !== null || retries !== null) return { conditions: conditions ?? [], retries, delay };
  const range = entryOf(map, 'delay')?.key.range;
  if (range !== undefined)
    problems.error('misplaced-keyword', '`delay` without `until`', range, { hint: 'add `until`, or drop it' });
  return null;
}
