import { Float, type MapKey } from '../domain/value.ts';
import { type Budget, descend } from './budget.ts';
import { orderText } from './code-points.ts';
import { order } from './compare.ts';
import { defined, isOperandList, isOperandMapping, isText, type Operand, type OperandMapping } from './operand.ts';
import { floatText } from './python-text.ts';
import { reveal } from '../domain/secret.ts';

/** The arguments of Python's `json.dumps`; `indent` null is one line. */
export interface JsonStyle {
  readonly indent: string | null;
  readonly sortKeys: boolean;
  readonly asciiOnly: boolean;
  readonly separators: readonly [string, string];
}

/** JSON as Python's `json.dumps` writes it, secrets revealed. Throws Failure. */
export function jsonText(value: Operand, style: JsonStyle, budget: Budget, depth = 0): string {
  budget.spend(1);
  const known = defined(value);
  if (isText(known)) return quoted(reveal(known), style, budget);
  if (known instanceof Float) return jsonFloat(known.value);
  const deeper = descend(depth);
  if (isOperandList(known))
    return bracketed(
      '[',
      known.map((item) => jsonText(item, style, budget, deeper)),
      ']',
      style,
      depth,
      budget,
    );
  if (!isOperandMapping(known)) return String(known);
  const entries = entriesOf(known, style, budget).map(
    ([key, item]) => quoted(keyText(key), style, budget) + style.separators[1] + jsonText(item, style, budget, deeper),
  );
  return bracketed('{', entries, '}', style, depth, budget);
}

function entriesOf(mapping: OperandMapping, style: JsonStyle, budget: Budget): readonly (readonly [MapKey, Operand])[] {
  const entries = [...mapping];
  if (!style.sortKeys) return entries;
  budget.spend(entries.length);
  return entries.toSorted(([a], [b]) => orderText(String(a), String(b)));
}

export const orderKeys = (a: MapKey, b: MapKey, budget: Budget): number =>
  typeof a === 'string' && typeof b === 'string' ? orderText(a, b) : order(a, b, budget);

const keyText = (key: MapKey): string => String(key);

function bracketed(
  open: string,
  items: readonly string[],
  close: string,
  style: JsonStyle,
  depth: number,
  budget: Budget,
): string {
  if (items.length === 0) return open + close;
  if (style.indent === null) return open + items.join(style.separators[0]) + close;
  const outer = `\n${style.indent.repeat(depth)}`;
  const inner = outer + style.indent;
  budget.text(inner.length * (items.length + 1));
  return open + inner + items.join(style.separators[0] + inner) + outer + close;
}

function jsonFloat(value: number): string {
  if (Number.isFinite(value)) return floatText(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function quoted(text: string, style: JsonStyle, budget: Budget): string {
  budget.text(text.length + 2);
  const json = JSON.stringify(text);
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return style.asciiOnly ? json.replaceAll(/[\u007f-\uffff]/g, escape) : json;
}
