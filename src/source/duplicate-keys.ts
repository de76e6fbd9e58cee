import type { YamlEntry, YamlScalar } from '../domain/yaml-node.ts';
import type { Problems } from './problems.ts';

/** Each key that was there before in the same mapping is an error that names both places. Linear. */
export function reportDuplicates(entries: readonly YamlEntry[], problems: Problems): void {
  const seen = new Map<string, YamlScalar>();
  for (const { key } of entries) {
    const identity = keyIdentity(key);
    const first = seen.get(identity);
    if (first === undefined) seen.set(identity, key);
    else if (key.written !== '') report(first, key, problems);
  }
}

/** `1` and `"1"` are two keys. */
export const keyIdentity = ({ value, written }: YamlScalar): string =>
  typeof value === 'string' ? `"${value}` : typeof value === 'object' ? written : String(value);

function report(first: YamlScalar, again: YamlScalar, problems: Problems): void {
  const { line, column } = first.range.start;
  problems.error('duplicate-key', `duplicate key \`${again.written}\``, again.range, {
    label: `first written at ${line}:${column}`,
    hint: 'keep one of the two: the later one would silently win',
  });
}
