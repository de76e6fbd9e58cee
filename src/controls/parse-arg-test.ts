import type { ArgTest } from '../domain/control.ts';
import { commonUnit } from '../domain/measure.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asMap, asString, asStrings, unknownKeys } from '../source/decode.ts';
import { boundOps, checkForms, valueOps, valuesOps, zeros } from './catalogue-forms.ts';
import { type Fields, neededText, optionalWord, startOf } from './fields.ts';

const valueOpOf = { equals: 'equals', differs: 'differs', contains: 'contains', lacks: 'lacks' } as const;
const valuesOpOf = {
  one_of: 'one-of',
  contains_all: 'contains-all',
  subset_of: 'subset-of',
  prefix_one_of: 'prefix-one-of',
} as const;
const boundOpOf = { at_least: 'at-least', at_most: 'at-most', more_than: 'more-than' } as const;

/** The one test of a check of a flag, and what an unset flag means. Null when it is wrong, which is reported. */
export function parseArgTest(fields: Fields): { test: ArgTest; unset: 'passes' | 'fails' } | null {
  const { map, what, problems } = fields;
  const tests = map.entries.filter(({ key, value }) => isTest(key.written, value));
  const [only, second] = tests;
  if (only === undefined || second !== undefined) {
    const range = second?.key.range ?? startOf(map);
    problems.error('catalogue-check', `the check of ${what} has ${tests.length} tests: one is wanted`, range, {
      hint: `one of ${checkForms.arg.filter((key) => key !== 'zero').join(', ')}; several checks stand under \`all\``,
    });
    return null;
  }
  const test = testOf(fields, only);
  if (test === null) return null;
  const unset =
    only.key.written === 'unset' ? 'passes' : (optionalWord(fields, 'unset', ['passes', 'fails']) ?? 'fails');
  return { test, unset };
}

/** `unset: true` is a test, `unset: passes` says how a flag that is not there is judged. */
const isTest = (key: string, value: YamlNode): boolean =>
  key === 'unset'
    ? value.kind === 'scalar' && typeof value.value === 'boolean'
    : key !== 'zero' && (checkForms.arg as readonly string[]).includes(key);

function testOf(fields: Fields, { key, value }: YamlEntry): ArgTest | null {
  const { what, problems } = fields;
  const word = key.written;
  if (word === 'set' || word === 'unset' || word === 'file') return trueTest(word, value, fields);
  if (word === 'map_lacks') return mapTest(asMap(value, '`map_lacks`', problems), fields);
  const valuesOp = valuesOps.find((op) => op === word);
  if (valuesOp !== undefined) {
    const values = asStrings(value, `\`${word}\``, problems);
    if (values?.length === 0) problems.error('catalogue-check', `\`${word}\` of ${what} names nothing`, value.range);
    return values === null ? null : { op: valuesOpOf[valuesOp], values };
  }
  const text = textOf(value, word, fields);
  if (text === null) return null;
  const bound = boundOps.find((op) => op === word);
  if (bound !== undefined) return boundTest(fields, boundOpOf[bound], text, value);
  const valueOp = valueOps.find((op) => op === word);
  return valueOp === undefined ? null : { op: valueOpOf[valueOp], value: text };
}

/** A flag's value is text: `equals: false` is the word. */
const textOf = (node: YamlNode, word: string, { problems }: Fields): string | null =>
  node.kind === 'scalar' && typeof node.value === 'boolean' ? node.written : asString(node, `\`${word}\``, problems);

function trueTest(op: 'set' | 'unset' | 'file', node: YamlNode, { what, problems }: Fields): ArgTest | null {
  if (node.kind === 'scalar' && node.value === true) return { op };
  problems.error('catalogue-check', `\`${op}\` of ${what} can only be true`, node.range);
  return null;
}

function mapTest(map: YamlMap | null, { what, problems }: Fields): ArgTest | null {
  if (map === null) return null;
  unknownKeys(map, ['key', 'value'], '`map_lacks`', problems);
  const fields = { map, what: `\`map_lacks\` of ${what}`, problems };
  const value = map.entries.find(({ key }) => key.written === 'value')?.value;
  const key = neededText(fields, 'key');
  const text = value === undefined ? neededText(fields, 'value') : (textOf(value, 'value', fields) ?? '');
  return { op: 'map-lacks', key, value: text };
}

function boundTest(
  fields: Fields,
  op: 'at-least' | 'at-most' | 'more-than',
  value: string,
  node: YamlNode,
): ArgTest | null {
  if (commonUnit([value], null) === null) {
    fields.problems.error('catalogue-check', `\`${value}\` is no number, duration or quantity`, node.range);
    return null;
  }
  return { op, value, zero: optionalWord(fields, 'zero', zeros) ?? 'off' };
}
