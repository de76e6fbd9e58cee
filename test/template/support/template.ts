import { inspect } from 'node:util';
import type { Parsed, SourceRange } from '../../../src/domain/diagnostic.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Locate, Scope } from '../../../src/domain/template.ts';
import { Float, isList, isMapping, type MapKey, type Value } from '../../../src/domain/value.ts';
import { evaluateCondition, evaluateExpression, evaluateTemplate, renderText } from '../../../src/template/evaluate.ts';
import { parseExpression, parseTemplate, parseTemplateFile } from '../../../src/template/parse.ts';

/** Locates in the text itself, as if it were the whole of `file`. */
export const locateIn =
  (text: string, file = 'test.yaml'): Locate =>
  (offset, length = 1) => {
    const at = (place: number): SourceRange['start'] => {
      const lines = text.slice(0, place).split('\n');
      return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
    };
    return { file, start: at(offset), end: at(offset + length) };
  };

export function scopeOf(vars: Readonly<Record<string, Value>>): Scope {
  const known = new Map(Object.entries(vars));
  return { get: (name) => known.get(name), has: (name) => known.has(name) };
}

/** The value, or an error whose message is every diagnostic's code and summary. */
export function valueOf<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.diagnostics.map((each) => `${each.code}: ${each.summary}`).join('\n'));
}

export const template = (text: string, vars: Readonly<Record<string, Value>> = {}): Value =>
  evaluateTemplate(valueOf(parseTemplate(text, locateIn(text))), scopeOf(vars));
export const expression = (text: string, vars: Readonly<Record<string, Value>> = {}): Value =>
  evaluateExpression(valueOf(parseExpression(text, locateIn(text))), scopeOf(vars));
export const condition = (text: string, vars: Readonly<Record<string, Value>> = {}): boolean =>
  evaluateCondition(valueOf(parseExpression(text, locateIn(text))), scopeOf(vars));
export const file = (text: string, vars: Readonly<Record<string, Value>> = {}): string | Secret =>
  renderText(valueOf(parseTemplateFile(text, locateIn(text))), scopeOf(vars));

/** JSON as the recorder writes it: `{"int": "1"}`, `{"float": "1.0"}`, `{"map": …}`. */
export function toValue(json: unknown): Value {
  if (json === null || typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return Number.isInteger(json) ? json : new Float(json);
  if (Array.isArray(json)) return json.map(toValue);
  return new Map<MapKey, Value>(Object.entries(json ?? {}).map(([key, value]) => [key, toValue(value)]));
}

/** The same in reverse, for comparing. */
export function encode(value: Value): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Float) return { float: pythonFloat(value.value) };
  if (value instanceof Secret) return { secret: value.reveal() };
  if (isList(value)) return value.map(encode);
  return isMapping(value) ? { map: [...value].map(([key, item]) => [encode(key), encode(item)]) } : value;
}

/** Compared by worth: how a float is written has tests of its own. */
export const pythonFloat = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** Everything that a value may print as. */
export const printed = (value: unknown): string =>
  [String(value), JSON.stringify(plain(value)), inspect(value, { depth: null, showHidden: true })].join('\n');

function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), plain(item)]);
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'bigint' ? String(value) : value;
}
