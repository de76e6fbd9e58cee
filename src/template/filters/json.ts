import { jsonText, type JsonStyle } from '../json-text.ts';
import { parseJson } from '../json-parse.ts';
import { Failure } from '../failure.ts';
import { isInteger, isOperandList, type Operand, typeName } from '../operand.ts';
import { type Filters, opaque, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';

export const jsonFilters: Filters = {
  to_json: opaque('indent? sort_keys? ensure_ascii? separators?', (input, given, { budget }) =>
    jsonText(input, style(given, { indent: null, sortKeys: false }), budget),
  ),
  to_nice_json: opaque('indent? sort_keys? ensure_ascii?', (input, given, { budget }) =>
    jsonText(input, { ...style(given, { indent: '    ', sortKeys: true }), separators: [',', ': '] }, budget),
  ),
  from_json: opaque('', fromJson),
};

function style(given: Arguments, fallback: { readonly indent: string | null; readonly sortKeys: boolean }): JsonStyle {
  const indent = indentOf(given.value('indent'), fallback.indent);
  return {
    indent,
    sortKeys: given.flag('sort_keys', fallback.sortKeys),
    asciiOnly: given.flag('ensure_ascii', true),
    separators: separatorsOf(given.value('separators')) ?? [indent === null ? ', ' : ',', ': '],
  };
}

function indentOf(value: Operand | undefined, fallback: string | null): string | null {
  if (value === undefined) return fallback;
  if (value === null || typeof value === 'string') return value;
  if (isInteger(value)) return ' '.repeat(Math.max(0, Math.min(Number(value), 100)));
  throw new Failure('template-type', `"indent" must be an integer, not a ${typeName(value)}`);
}

function separatorsOf(value: Operand | undefined): readonly [string, string] | null {
  if (value === undefined || value === null) return null;
  const [item, key] = isOperandList(value) ? value : [];
  if (typeof item !== 'string' || typeof key !== 'string')
    throw new Failure('template-type', '"separators" must be two texts');
  return [item, key];
}

function fromJson(input: Operand, _given: Arguments, { budget }: Work): Operand {
  if (typeof input !== 'string')
    throw new Failure('template-type', `JSON is read from text, not from a ${typeName(input)}`);
  return parseJson(input, budget);
}
