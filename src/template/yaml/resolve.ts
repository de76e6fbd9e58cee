import { Float } from '../../domain/value.ts';
import { Failure } from '../failure.ts';
import { integer } from '../integers.ts';
import type { Operand } from '../operand.ts';

/** What a scalar of YAML 1.1 stands for, from PyYAML's resolver; `tag` as it was written (`!!str`), if it was. */
export function resolveScalar(text: string, tag: string | undefined, isPlain: boolean): Operand {
  if (tag !== undefined && tag !== '!') return tagged(text, tag.replace('tag:yaml.org,2002:', '!!'));
  if (!isPlain) return text;
  const value = kinds.find(({ pattern }) => pattern.test(text))?.read(text);
  return value === undefined ? text : value;
}

const words: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['on', true],
  ['no', false],
  ['false', false],
  ['off', false],
]);

interface Kind {
  readonly name: string;
  readonly pattern: RegExp;
  readonly read: (text: string) => Operand;
}

const kinds: readonly Kind[] = [
  {
    name: '!!bool',
    pattern: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    read: (text) => words.get(text.toLowerCase()) ?? null,
  },
  { name: '!!null', pattern: /^(?:~|null|Null|NULL|)$/, read: () => null },
  {
    name: '!!int',
    pattern: /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][\d_]*|0x[\da-fA-F_]+|[1-9][\d_]*(?::[0-5]?\d)+)$/,
    read: readInteger,
  },
  {
    name: '!!float',
    pattern:
      /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    read: readFloat,
  },
  {
    name: '!!timestamp',
    pattern:
      /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
    read: () => {
      throw new Failure('template-value', 'the YAML holds a date', 'put it in quotes, so that it is text');
    },
  },
  {
    name: '!!value',
    pattern: /^(?:=|<<)$/,
    read: (text) => {
      throw new Failure('template-value', `"${text}" is no value in YAML`, 'put it in quotes, so that it is text');
    },
  },
];

export const unknownTag = (): Failure => new Failure('template-value', 'the YAML has a tag that is not known here');

function tagged(text: string, tag: string): Operand {
  if (tag === '!!str') return text;
  const kind = kinds.find(({ name }) => name === tag);
  if (kind === undefined) throw unknownTag();
  if (kind.pattern.test(text)) return kind.read(text);
  if (tag === '!!float' && /^[-+]?\d+$/.test(text)) return readFloat(text);
  throw new Failure('template-value', `the YAML has something else after ${tag}`);
}

const sixtieth = (text: string): readonly string[] => text.split(':');

function readInteger(text: string): Operand {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  if (digits.length > 20_000) throw new Failure('template-limit', 'the YAML holds an integer that is too long');
  if (digits.includes(':'))
    return integer(sign * sixtieth(digits).reduce((value, part) => value * 60n + BigInt(part), 0n));
  if (/^0[bx]/.test(digits)) return digits.length === 2 ? text : integer(sign * BigInt(digits));
  return integer(sign * (/^0\d/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)));
}

function readFloat(text: string): Float {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '').toLowerCase();
  if (digits === '.inf') return new Float(sign * Infinity);
  if (digits === '.nan') return new Float(Number.NaN);
  return new Float(sign * sixtieth(digits).reduce((value, part) => value * 60 + Number(part), 0));
}
