import { near } from '../domain/near.ts';
import { Secret } from '../domain/secret.ts';
import type { MapKey, Value } from '../domain/value.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { oldBoolean } from './old-boolean.ts';
import type { Problems } from './problems.ts';

/*
 * Each `as…` gives what the caller wants, or reports `wrong-type` at the node and gives null.
 * `what` names the value for people: `hosts`, `the parameter \`mode\``.
 */

export function asMap(node: YamlNode, what: string, problems: Problems): YamlMap | null {
  return node.kind === 'map' ? node : wrongType(node, what, 'a mapping', problems);
}

export function asList(node: YamlNode, what: string, problems: Problems): YamlList | null {
  return node.kind === 'list' ? node : wrongType(node, what, 'a list', problems);
}

/** Text; a number is taken as it was written (`0600`), a boolean or nothing is refused. */
export function asString(node: YamlNode, what: string, problems: Problems): string | null {
  if (node.kind !== 'scalar' || node.value === null) return wrongType(node, what, 'text', problems);
  if (node.value instanceof Secret) return wrongType(node, what, 'text that may be shown', problems);
  if (typeof node.value !== 'boolean') return node.written;
  return wrongType(node, what, 'text', problems, `if the word is meant: "${node.written}"`);
}

/** `true` and `false`; also `yes no on off` in any case, with a warning. */
export function asBoolean(node: YamlNode, what: string, problems: Problems): boolean | null {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  const word = node.kind === 'scalar' && typeof node.value === 'string' ? oldBoolean(node.value) : null;
  if (word === null) return wrongType(node, what, 'true or false', problems);
  problems.warn('old-boolean', `${describe(node)} is read as ${word} for ${what}`, node.range, {
    hint: `write ${word}`,
  });
  return word;
}

/** A whole number that JavaScript holds exactly. */
export function asInteger(node: YamlNode, what: string, problems: Problems): number | null {
  return node.kind === 'scalar' && typeof node.value === 'number'
    ? node.value
    : wrongType(node, what, 'a whole number', problems);
}

/** A list of text, or one text alone, which is a list of one: `tags: security`. */
export function asStrings(node: YamlNode, what: string, problems: Problems): readonly string[] | null {
  const items = node.kind === 'list' ? node.items : [node];
  const texts = items.map((item) => asString(item, what, problems));
  const known = texts.filter((text) => text !== null);
  return known.length === texts.length ? known : null;
}

/** The value of a key, if it is there. */
export const get = (map: YamlMap, key: string): YamlNode | undefined => entryOf(map, key)?.value;

export const entryOf = (map: YamlMap, key: string): YamlEntry | undefined =>
  map.entries.find((entry) => entry.key.value === key);

/** Reports each key that is not in `known`; `what` owns the keys: `a play`. */
export function unknownKeys(map: YamlMap, known: readonly string[], what: string, problems: Problems): void {
  for (const { key } of map.entries) {
    if (typeof key.value === 'string' && known.includes(key.value)) continue;
    const [guess] = near(key.written, known);
    const hint = `known: ${known.join(', ')}`;
    problems.error(
      'unknown-key',
      `unknown key \`${key.written}\` in ${what}`,
      key.range,
      guess === undefined ? { hint } : { label: `did you mean \`${guess}\`?` },
    );
  }
}

/** Plain data without positions; mappings keep their order and the types of their keys. */
export function nodeToValue(node: YamlNode): Value {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(nodeToValue);
    case 'map':
      return new Map(node.entries.map(({ key, value }) => [mapKey(key), nodeToValue(value)]));
  }
}

/** A key of plain data: a float, which JavaScript would compare by identity, becomes its text. */
export function mapKey({ value, written }: YamlScalar): MapKey {
  return value === null || typeof value !== 'object' ? value : written;
}

export const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

/** What a person would call it: `a list`, `true`, `nothing`. */
export function describe(node: YamlNode): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  if (node.value instanceof Secret) return 'a secret';
  return node.value === null ? 'nothing' : `\`${shorten(node.written)}\``;
}

function wrongType(node: YamlNode, what: string, wanted: string, problems: Problems, hint?: string): null {
  problems.error(
    'wrong-type',
    `${what} must be ${wanted}, not ${describe(node)}`,
    node.range,
    hint === undefined ? {} : { hint },
  );
  return null;
}

const shorten = (text: string): string => (text.length <= 30 ? text : `${text.slice(0, 29)}…`).replaceAll(/\s+/g, ' ');
