import { Float } from '../domain/value.ts';
import type { YamlScalar } from '../domain/yaml-node.ts';

type ScalarValue = YamlScalar['value'];

/** The value of a plain scalar by YAML 1.2's core schema (10.3.2): integers exact, floats as `Float`, `yes` a string. */
export function plainValue(written: string): ScalarValue {
  if (/^(?:~|null|Null|NULL|)$/.test(written)) return null;
  if (/^(?:true|True|TRUE)$/.test(written)) return true;
  if (/^(?:false|False|FALSE)$/.test(written)) return false;
  if (/^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(written)) return integer(written);
  return float(written) ?? written;
}

/** The value that a core tag such as `!!int` asks for; undefined when the text is none. */
export function taggedValue(tag: string, written: string): ScalarValue | undefined {
  const value = plainValue(written);
  switch (tag) {
    case 'str':
      return written;
    case 'int':
      return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint'
        ? new Float(Number(value))
        : value instanceof Float
          ? value
          : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'null':
      return value === null ? null : undefined;
    default:
      return undefined;
  }
}

function integer(written: string): number | bigint {
  const digits = written.replace(/^[-+]/, '');
  const size = BigInt(digits.replace(/^0+(?=[0-9])/, ''));
  const value = written.startsWith('-') ? -size : size;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function float(written: string): Float | null {
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(written)) return new Float(Number(written));
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(written)) return new Float(written.startsWith('-') ? -Infinity : Infinity);
  if (/^\.(?:nan|NaN|NAN)$/.test(written)) return new Float(Number.NaN);
  return null;
}
