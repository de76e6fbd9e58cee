import type { YamlMap } from '../domain/yaml-node.ts';
import { asMap, get, isNothing } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { parseDuration } from './duration.ts';
import { checkKeywords } from './keyword-errors.ts';
import { gateKeywords } from './keywords.ts';
import type { GateKeyword, Setting } from './model.ts';
import { isTemplate, setting, textSetting } from './parse-values.ts';

/** `gate: {component, endpoint, timeout, stable_for}`; null without one. */
export function parseGate(task: YamlMap, problems: Problems): GateKeyword | null {
  const node = get(task, 'gate');
  const map = node === undefined ? null : asMap(node, '`gate`', problems);
  if (map === null) return null;
  checkKeywords(map, gateKeywords, '`gate`', problems);
  const component = textSetting(map, 'component', problems);
  const rest = {
    endpoint: endpointOf(map, problems),
    timeout: duration(map, 'timeout', problems),
    stableFor: duration(map, 'stable_for', problems),
  };
  if (component !== null) return { range: map.range, component, ...rest };
  if (get(map, 'component') === undefined)
    problems.error('missing-parameter', '`gate` needs `component`', map.range, { hint: 'component: kube-apiserver' });
  return null;
}

/** `endpoint: null` says that there is none. */
function endpointOf(map: YamlMap, problems: Problems): Setting | null {
  const node = get(map, 'endpoint');
  return node !== undefined && isNothing(node) ? setting(node, problems) : textSetting(map, 'endpoint', problems);
}

function duration(map: YamlMap, key: string, problems: Problems): Setting | null {
  const node = get(map, key);
  if (node === undefined) return null;
  if (!isTemplate(node) && (node.kind !== 'scalar' || parseDuration(node.value) === null)) {
    problems.error('wrong-type', `\`${key}\` must be seconds or a duration such as 30s, 2m or 1h`, node.range);
    return null;
  }
  return setting(node, problems);
}
