import type { YamlMap } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';
import type { Located } from './model.ts';
import { locatedStrings } from './parse-values.ts';

/** CIS recommendation numbers (of 1.24, else of 1.12), DISA STIG vulnerability ids, our own. */
export const CONTROL = /^(?:CIS(?:112)?-[0-9]+(?:\.[0-9]+)+|V-[0-9]{6}|BW-[A-Z0-9]+(?:[.-][A-Z0-9]+)*)$/;

/** `controls: [CIS-1.2.19, V-242463]`: the form is checked, whether they exist is for the catalogue. */
export function parseControls(map: YamlMap, problems: Problems): readonly Located<string>[] {
  return locatedStrings(map, 'controls', problems).flatMap((id) => {
    const { value, range } = id;
    if (CONTROL.test(value)) return [id];
    problems.error('control-id', `\`${value}\` is no control id`, range, {
      hint: 'such as CIS-1.2.19, CIS112-4.2.14, V-242463 or BW-CERT-30',
    });
    return [];
  });
}
