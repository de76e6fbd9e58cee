import { reveal } from '../domain/secret.ts';
import { indexable } from './code-points.ts';
import { isEqual } from './compare.ts';
import { Failure } from './failure.ts';
import { replaceText } from './filters/text.ts';
import { Loop } from './loop.ts';
import {
  isOperandMapping,
  isText,
  lookUp,
  mapKey,
  type Operand,
  type OperandMapping,
  Tuple,
  tuple,
  typeName,
} from './operand.ts';
import { type Filter, opaque, structural, type Work } from './registry.ts';
import type { Arguments } from './signature.ts';
import { splitText, stripText } from './text-tools.ts';

/** The methods of mappings and texts that expressions may call. */
export const methods: ReadonlyMap<string, Filter> = new Map(
  Object.entries({
    items: structural('', (input, _given, work) =>
      [...mappingOf(input, 'items', work)].map(([key, value]) => tuple([key, value])),
    ),
    keys: structural('', (input, _given, work) => [...mappingOf(input, 'keys', work).keys()]),
    values: structural('', (input, _given, work) => [...mappingOf(input, 'values', work).values()]),
    get: structural('key default?', (input, given, work) => valueAt(mappingOf(input, 'get', work), given)),
    split: opaque('sep? maxsplit?', (input, given) =>
      splitText(textIn(input, 'split'), given.optionalText('sep'), given.integer('maxsplit', -1)),
    ),
    startswith: opaque('prefix start? end? /', (input, given) =>
      affixes(given).some((affix) => part(input, given, 'startswith', affix)?.startsWith(affix)),
    ),
    endswith: opaque('suffix start? end? /', (input, given) =>
      affixes(given).some((affix) => part(input, given, 'endswith', affix)?.endsWith(affix)),
    ),
    strip: opaque('chars? /', (input, given) => stripText(textIn(input, 'strip'), given.optionalText('chars'))),
    lower: opaque('', (input) => textIn(input, 'lower').toLowerCase()),
    upper: opaque('', (input) => textIn(input, 'upper').toUpperCase()),
    replace: opaque('old new / count?', (input, given, { budget }) =>
      replaceText(textIn(input, 'replace'), given.text('old'), given.text('new'), given.integer('count', -1), budget),
    ),
    cycle: structural('*', (input, given) => {
      const { index } = loopIn(input, 'cycle');
      const count = given.positional.length;
      if (count === 0) throw new Failure('template-value', '"cycle()" needs values to take turns with');
      return given.positional[index % count] ?? null;
    }),
    changed: structural('*', (input, given, { budget }) => {
      const { about } = loopIn(input, 'changed');
      const isSame = about.changed !== null && isEqual(about.changed, given.positional, budget);
      about.changed = given.positional;
      return !isSame;
    }),
  }),
);

function mappingOf(input: Operand, method: string, { budget }: Work): OperandMapping {
  if (!isOperandMapping(input))
    throw new Failure('template-type', `"${method}()" is for mappings, not for a ${typeName(input)}`);
  budget.spend(input.size);
  return input;
}

function valueAt(mapping: OperandMapping, given: Arguments): Operand {
  const value = lookUp(mapping, keyOf(given));
  return value === undefined ? given.or('default', null) : value;
}

function keyOf(given: Arguments): ReturnType<typeof mapKey> {
  const key = given.or('key', null);
  return isText(key) ? reveal(key) : mapKey(key);
}

function textIn(input: Operand, method: string): string {
  if (typeof input === 'string') return input;
  throw new Failure('template-type', `"${method}()" is for text, not for a ${typeName(input)}`);
}

function loopIn(input: Operand, method: string): Loop {
  if (input instanceof Loop) return input;
  throw new Failure('template-type', `"${method}()" is for the "loop" of a for, not for a ${typeName(input)}`);
}

/** What of the text is looked at; null where the bounds leave no room, not even for an empty affix. */
function part(input: Operand, given: Arguments, method: string, affix: string): string | null {
  const text = textIn(input, method);
  const [start, end] = [given.value('start') ?? null, given.value('end') ?? null];
  if (start === null && end === null) return text;
  const units = indexable(text);
  const at = (bound: Operand, fallback: number): number => {
    if (bound === null) return fallback;
    const index = Number(bound);
    return Math.min(units.length, index < 0 ? Math.max(0, index + units.length) : index);
  };
  const isPast = start !== null && Number(start) > units.length;
  const [from, to] = [at(start, 0), at(end, units.length)];
  return isPast || (affix === '' && from > to) ? null : Array.from(units).slice(from, to).join('');
}

/** One text, or several of which one must fit. */
function affixes(given: Arguments): readonly string[] {
  const [affix = null] = given.positional;
  const all = affix instanceof Tuple ? affix : [affix];
  return all.map((each) => {
    if (typeof each !== 'string') throw new Failure('template-type', `a text is needed, not a ${typeName(each)}`);
    return each;
  });
}
