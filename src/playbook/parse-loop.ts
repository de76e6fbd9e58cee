import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asMap, asString, describe, entryOf, get } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { fillVariable } from './fill.ts';
import { checkKeywords } from './keyword-errors.ts';
import { loopControlKeywords } from './keywords.ts';
import type { Loop } from './model.ts';
import { checkName, isTemplate, textSetting } from './parse-values.ts';

/** `loop` or `with_items`, with `loop_control`; null without a loop. */
export function parseLoop(map: YamlMap, problems: Problems): Loop | null {
  const control = get(map, 'loop_control');
  const controls = control === undefined ? null : asMap(control, '`loop_control`', problems);
  if (controls !== null) checkKeywords(controls, loopControlKeywords, '`loop_control`', problems);
  const loop = get(map, 'loop');
  const items = get(map, 'with_items');
  if (loop !== undefined && items !== undefined) {
    problems.error('two-loops', '`with_items` beside `loop`', entryOf(map, 'with_items')?.key.range, {
      hint: 'keep one of the two',
    });
  }
  const over = loop ?? items;
  if (over === undefined) return refuseLoneControl(map, problems);
  const isWrong = loop !== undefined && !isList(loop, problems);
  return {
    kind: loop === undefined ? 'items' : 'loop',
    over: isWrong
      ? { fill: { kind: 'broken' }, range: over.range }
      : { fill: fillVariable(over, problems), range: over.range },
    variable: nameOf(controls, 'loop_var', problems) ?? 'item',
    indexVariable: nameOf(controls, 'index_var', problems),
    label: controls === null ? null : textSetting(controls, 'label', problems),
  };
}

function isList(node: YamlNode, problems: Problems): boolean {
  if (node.kind === 'list' || isTemplate(node)) return true;
  const hint =
    node.kind === 'map' ? 'loop: "{{ dictionary | dict2items }}"' : 'loop: [a, b], or a template that gives a list';
  problems.error('wrong-type', `\`loop\` must be a list, not ${describe(node)}`, node.range, { hint });
  return false;
}

function nameOf(controls: YamlMap | null, key: string, problems: Problems): string | null {
  const node = controls === null ? undefined : get(controls, key);
  const name = node === undefined ? null : asString(node, `\`${key}\``, problems);
  return node !== undefined && name !== null && checkName(name, node.range, problems) ? name : null;
}

function refuseLoneControl(map: YamlMap, problems: Problems): null {
  const range = entryOf(map, 'loop_control')?.key.range;
  if (range !== undefined)
    problems.error('misplaced-keyword', '`loop_control` without a loop', range, { hint: 'add `loop`, or drop it' });
  return null;
}
