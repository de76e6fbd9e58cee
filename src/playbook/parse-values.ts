import type { SourceRange } from '../domain/diagnostic.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { asBoolean, asList, asMap, asString, asStrings, get, isNothing } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { isTemplated, parseExpression } from '../template/parse.ts';
import { fillNode } from './fill.ts';
import { Float } from '../domain/value.ts';
import type { Condition, Located, Setting, TextSetting, VarTable } from './model.ts';

/** A value that may hang on variables; null where the keyword is absent. */
export function settingOf(map: YamlMap, key: string, problems: Problems): Setting | null {
  const node = get(map, key);
  return node === undefined ? null : setting(node, problems);
}

export const setting = (node: YamlNode, problems: Problems): Setting => ({
  fill: fillNode(node, problems),
  range: node.range,
});

/** Text that may be a template. */
export function textSetting(map: YamlMap, key: string, problems: Problems): TextSetting | null {
  const node = get(map, key);
  const written = node === undefined ? null : asString(node, `\`${key}\``, problems);
  return node === undefined || written === null ? null : { ...setting(node, problems), written };
}

/** One text or a list of them. */
export function textSettings(map: YamlMap, key: string, problems: Problems): readonly TextSetting[] {
  const node = get(map, key);
  if (node === undefined || isNothing(node)) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const written = asString(item, `\`${key}\``, problems);
    return written === null ? [] : [{ ...setting(item, problems), written }];
  });
}

/** true or false, or a template that gives one. */
export function booleanSetting(map: YamlMap, key: string, problems: Problems): Setting | null {
  const node = get(map, key);
  if (node === undefined) return null;
  if (isTemplate(node)) return setting(node, problems);
  const value = asBoolean(node, `\`${key}\``, problems);
  return value === null ? null : { fill: { kind: 'literal', value }, range: node.range };
}

/** A number of seconds or of hosts, or a template that gives one. */
export function numberSetting(map: YamlMap, key: string, problems: Problems): Setting | null {
  const node = get(map, key);
  if (node === undefined) return null;
  if (isTemplate(node) || (node.kind === 'scalar' && typeof node.value === 'number')) return setting(node, problems);
  problems.error('wrong-type', `\`${key}\` must be a whole number`, node.range);
  return null;
}

/** Whole or not. */
export function secondsSetting(map: YamlMap, key: string, problems: Problems): Setting | null {
  const node = get(map, key);
  if (node === undefined) return null;
  const isNumber = node.kind === 'scalar' && (typeof node.value === 'number' || node.value instanceof Float);
  if (isTemplate(node) || isNumber) return setting(node, problems);
  problems.error('wrong-type', `\`${key}\` must be a number of seconds`, node.range);
  return null;
}

/** A boolean that steers the run itself, so that it cannot hang on variables. */
export function plainBoolean(map: YamlMap, key: string, problems: Problems): boolean | null {
  const node = get(map, key);
  if (node === undefined) return null;
  if (!isTemplate(node)) return asBoolean(node, `\`${key}\``, problems);
  problems.error(
    'template-not-allowed',
    `\`${key}\` must be true or false: it is needed before the hosts are known`,
    node.range,
  );
  return null;
}

export function plainText(map: YamlMap, key: string, problems: Problems): string | null {
  const node = get(map, key);
  return node === undefined ? null : asString(node, `\`${key}\``, problems);
}

/** One of a few words; `fallback` where the keyword is absent or wrong. */
export function wordOf<Word extends string>(
  map: YamlMap,
  key: string,
  words: readonly Word[],
  fallback: Word,
  problems: Problems,
): Word {
  const node = get(map, key);
  if (node === undefined) return fallback;
  const found = words.find((word) => node.kind === 'scalar' && node.value === word);
  if (found === undefined) problems.error('wrong-value', `\`${key}\` must be ${words.join(' or ')}`, node.range);
  return found ?? fallback;
}

export const onFailureOf = (map: YamlMap, problems: Problems): 'keep' | 'rollback' =>
  wordOf(map, 'on_failure', ['keep', 'rollback'], 'keep', problems);

/** One name or a list of names, each with its place. */
export function locatedStrings(map: YamlMap, key: string, problems: Problems): readonly Located<string>[] {
  const node = get(map, key);
  if (node === undefined || isNothing(node)) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const value = asString(item, `\`${key}\``, problems);
    return value === null ? [] : [{ value, range: item.range }];
  });
}

/** `tags: a,b` is two tags, as in Ansible. */
export function tagsOf(map: YamlMap, problems: Problems): readonly string[] {
  const node = get(map, 'tags');
  if (node === undefined || isNothing(node)) return [];
  const texts = asStrings(node, '`tags`', problems) ?? [];
  return texts
    .flatMap((text) => text.split(','))
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function varsOf(map: YamlMap, problems: Problems): VarTable {
  const node = get(map, 'vars');
  if (node === undefined || isNothing(node)) return new Map();
  return varTable(asMap(node, '`vars`', problems), problems);
}

/** Names are checked; null gives no variables. */
export function varTable(node: YamlMap | null, problems: Problems): VarTable {
  for (const { key } of node?.entries ?? []) checkName(key.written, key.range, problems);
  return new Map((node?.entries ?? []).map(({ key, value }) => [key.written, value]));
}

export function checkName(name: string, range: SourceRange, problems: Problems): boolean {
  if (VARIABLE.test(name)) return true;
  problems.error('variable-name', `\`${name}\` is no variable name`, range, {
    hint: 'letters, digits and _, no digit first',
  });
  return false;
}

/** One condition or a list, all of which must hold; null where the keyword is absent. */
export function conditionsOf(map: YamlMap, key: string, problems: Problems): readonly Condition[] | null {
  const node = get(map, key);
  if (node === undefined) return null;
  const items = node.kind === 'list' ? node.items : [node];
  return items.map((item) => condition(item, key, problems)).filter((one) => one !== null);
}

/** Null when it does not parse, which is reported. */
function condition(node: YamlNode, key: string, problems: Problems): Condition | null {
  if (node.kind === 'scalar' && isBooleanWord(node)) return constant(asBoolean(node, `\`${key}\``, problems));
  const text = asString(node, `\`${key}\``, problems);
  if (text === null || node.kind !== 'scalar') return null;
  const expression = problems.take(parseExpression(text, (offset, length) => node.locate(offset, length)));
  return expression === null ? null : { kind: 'expression', expression, written: text };
}

const constant = (value: boolean | null): Condition | null => (value === null ? null : { kind: 'constant', value });

const isBooleanWord = (node: YamlScalar): boolean =>
  typeof node.value === 'boolean' || /^(?:yes|no|on|off)$/i.test(node.written);

export const isTemplate = (node: YamlNode): boolean =>
  node.kind === 'scalar' && typeof node.value === 'string' && node.unsafe !== true && isTemplated(node.value);

export const listOf = (node: YamlNode | undefined, what: string, problems: Problems): readonly YamlNode[] =>
  node === undefined || isNothing(node) ? [] : (asList(node, what, problems)?.items ?? []);
