import { Secret } from '../domain/secret.ts';
import { Float } from '../domain/value.ts';
import { type Budget, descend } from './budget.ts';
import { defined, isOperandList, isOperandMapping, type Operand, type OperandList, Tuple } from './operand.ts';

/** Text as Python's `str()` makes it, secrets revealed: ask `holdsSecret` whether it has to be sealed. Throws Failure. */
export function textOf(value: Operand, budget: Budget): string {
  const known = defined(value);
  const text =
    known instanceof Secret ? known.reveal() : typeof known === 'string' ? known : representation(known, budget);
  budget.text(text.length);
  return text;
}

/** Python's `repr()`. */
export function representation(value: Operand, budget: Budget, depth = 0): string {
  budget.spend(1);
  const known = defined(value);
  if (known === null) return 'None';
  if (typeof known === 'boolean') return known ? 'True' : 'False';
  if (known instanceof Float) return floatText(known.value);
  if (known instanceof Secret) return quoted(known.reveal(), budget);
  if (typeof known === 'string') return quoted(known, budget);
  const deeper = descend(depth);
  if (isOperandList(known)) return listText(known, budget, deeper);
  if (!isOperandMapping(known)) return String(known);
  const entries = [...known].map(
    ([key, item]) => `${representation(key, budget, deeper)}: ${representation(item, budget, deeper)}`,
  );
  return `{${entries.join(', ')}}`;
}

function listText(list: OperandList, budget: Budget, depth: number): string {
  const items = list.map((item) => representation(item, budget, depth)).join(', ');
  if (!(list instanceof Tuple)) return `[${items}]`;
  return list.length === 1 ? `(${items},)` : `(${items})`;
}

/** Python's `repr` of a float: shortest digits, `1.0`, `1e+16`, `1e-05`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) return plainFloat(value, exponent);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function plainFloat(value: number, exponent: number): string {
  const text = exponent < 0 ? value.toFixed(Math.max(0, digitsAfterPoint(value))) : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function digitsAfterPoint(value: number): number {
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  return mantissa.replace(/[-.]/g, '').length - 1 - Number(power);
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** Python escapes what its `isprintable` denies. */
const special = /[\\\p{C}\p{Z}]/gu;

function quoted(text: string, budget: Budget): string {
  budget.text(text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replaceAll(special, (character) =>
    character === ' ' ? ' ' : (escapes[character] ?? codeEscape(character)),
  );
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
