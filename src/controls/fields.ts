import type { SourceRange } from '../domain/diagnostic.ts';
import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asString, asStrings, describe, get, isNothing } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';

/** A mapping that is read, what it is to people (`CIS-1.2.19`), and where its mistakes go. */
export interface Fields {
  readonly map: YamlMap;
  readonly what: string;
  readonly problems: Problems;
}

/** A text that has to be there and say something; empty when it does not, which is reported. */
export function neededText(fields: Fields, key: string): string {
  const node = neededNode(fields, key);
  const text = node === null ? null : asString(node, `\`${key}\``, fields.problems);
  if (node !== null && text?.trim() === '')
    fields.problems.error('catalogue-empty', `\`${key}\` of ${fields.what} says nothing`, node.range);
  return text ?? '';
}

export function optionalText({ map, problems }: Fields, key: string): string | null {
  const node = get(map, key);
  return node === undefined || isNothing(node) ? null : asString(node, `\`${key}\``, problems);
}

export function texts({ map, problems }: Fields, key: string): readonly string[] {
  const node = get(map, key);
  return node === undefined || isNothing(node) ? [] : (asStrings(node, `\`${key}\``, problems) ?? []);
}

/** One of a few words; null when it is none, which is reported. */
export function neededWord<Word extends string>(fields: Fields, key: string, words: readonly Word[]): Word | null {
  const node = neededNode(fields, key);
  return node === null ? null : wordAt(node, key, words, fields.problems);
}

export function optionalWord<Word extends string>(fields: Fields, key: string, words: readonly Word[]): Word | null {
  const node = get(fields.map, key);
  return node === undefined ? null : wordAt(node, key, words, fields.problems);
}

/** Reports `catalogue-incomplete`. */
export function neededNode({ map, what, problems }: Fields, key: string): YamlNode | null {
  const node = get(map, key);
  if (node !== undefined) return node;
  problems.error('catalogue-incomplete', `${what} has no \`${key}\``, startOf(map), {
    hint: `say it: \`${key}: ...\``,
  });
  return null;
}

/** The line where a mapping begins: an error about all of it should not underline a page. */
export const startOf = ({ range, entries: [first] }: YamlMap): SourceRange => first?.key.range ?? range;

function wordAt<Word extends string>(
  node: YamlNode,
  key: string,
  words: readonly Word[],
  problems: Problems,
): Word | null {
  const found = node.kind === 'scalar' ? words.find((word) => node.written === word) : undefined;
  if (found !== undefined) return found;
  problems.error('wrong-value', `\`${key}\` must be ${words.join(' or ')}, not ${describe(node)}`, node.range);
  return null;
}
