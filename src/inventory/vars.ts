import type { SourceRange } from '../domain/diagnostic.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { asMap } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';

/** A mapping of variables by name. A name that no expression could use is a warning; a key that is no text an error. */
export function asVars(node: YamlNode, what: string, problems: Problems): ReadonlyMap<string, YamlNode> | null {
  const map = asMap(node, what, problems);
  if (map === null) return null;
  const vars = new Map<string, YamlNode>();
  for (const { key, value } of map.entries) {
    if (typeof key.value !== 'string')
      problems.error('variable-name', `a variable name must be text, not \`${key.written}\``, key.range);
    else checkVariableName(key.value, key.range, problems);
    vars.set(key.written, value);
  }
  return vars;
}

/** False: it is none at all, which is an error. */
export function checkVariableName(name: string, range: SourceRange, problems: Problems): boolean {
  if (/^[A-Za-z_]\w*$/.test(name)) return true;
  if (name === '') problems.error('variable-name', 'a variable without a name', range, { hint: 'write name=value' });
  else
    problems.warn('variable-name', `no expression can use a variable named \`${name}\``, range, {
      hint: 'letters, digits and `_` only',
    });
  return name !== '';
}
