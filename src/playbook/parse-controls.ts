import { controlIdExamples, controlIdForm } from '../domain/control-id.ts';
import type { YamlMap } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';
import type { Located } from './model.ts';
import { locatedStrings } from './parse-values.ts';

/** `controls: [CIS-1.2.19, V-242463]`: the form is checked, whether they exist is for the catalogue. */
export function parseControls(map: YamlMap, problems: Problems): readonly Located<string>[] {
  return locatedStrings(map, 'controls', problems).flatMap((id) => {
    const { value, range } = id;
    if (controlIdForm.test(value)) return [id];
    problems.error('control-id', `\`${value}\` is no control id`, range, {
      hint: `such as ${controlIdExamples}`,
    });
    return [];
  });
}
