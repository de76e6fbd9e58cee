import { isInteger, type Operand } from '../operand.ts';
import { type Filters, opaque, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';
import { parseYaml } from '../yaml/read.ts';
import type { YamlStyle } from '../yaml/style.ts';
import { yamlText } from '../yaml/write.ts';

export const yamlFilters: Filters = {
  from_yaml: opaque('', (input, _given, { budget }) => (typeof input === 'string' ? parseYaml(input, budget) : input)),
  to_yaml: opaque('indent? default_flow_style? width? sort_keys? explicit_start?', (input, given, work) =>
    write(input, given, work, 2, null),
  ),
  to_nice_yaml: opaque('indent? default_flow_style? width? sort_keys? explicit_start?', (input, given, work) =>
    write(input, given, work, 4, false),
  ),
};

function write(input: Operand, given: Arguments, { budget }: Work, indent: number, flow: boolean | null): string {
  const style: YamlStyle = {
    indent: bounded(given.integer('indent', indent)),
    flow: given.value('default_flow_style') === undefined ? flow : flowOf(given),
    width: widthOf(given),
    sortKeys: given.flag('sort_keys', true),
  };
  return (given.flag('explicit_start', false) ? '---\n' : '') + yamlText(input, style, budget);
}

const flowOf = (given: Arguments): boolean | null =>
  given.value('default_flow_style') === null ? null : given.flag('default_flow_style', false);
/** As PyYAML: an indent outside 2 to 9 is 2. */
const bounded = (indent: number): number => (indent >= 2 && indent <= 9 ? indent : 2);

function widthOf(given: Arguments): number {
  const width = given.value('width');
  return width !== undefined && isInteger(width) ? (Number(width) < 0 ? Infinity : Number(width)) : 80;
}
