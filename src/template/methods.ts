import { reveal } from '../domain/secret.ts';
import { Failure } from './failure.ts';
import { replaceText } from './filters/text.ts';
import {
  isOperandList,
  isOperandMapping,
  isText,
  lookUp,
  mapKey,
  type Operand,
  type OperandMapping,
  typeName,
} from './operand.ts';
import { type Filter, opaque, structural, type Work } from './registry.ts';
import type { Arguments } from './signature.ts';
import { splitText, stripText } from './text-tools.ts';

/** The methods of mappings and texts that expressions may call. */
export const methods: ReadonlyMap<string, Filter> = new Map(
  Object.entries({
    items: structural('', (input, _given, work) =>
      [...mappingOf(input, 'items', work)].map(([key, value]) => [key, value]),
    ),
    keys: structural('', (input, _given, work) => [...mappingOf(input, 'keys', work).keys()]),
    values: structural('', (input, _given, work) => [...mappingOf(input, 'values', work).values()]),
    get: structural('key default?', (input, given, work) => valueAt(mappingOf(input, 'get', work), given)),
    split: opaque('sep? maxsplit?', (input, given) =>
      splitText(textIn(input, 'split'), given.optionalText('sep'), given.integer('maxsplit', -1)),
    ),
    startswith: opaque('prefix', (input, given) =>
      affixes(given).some((affix) => textIn(input, 'startswith').startsWith(affix)),
    ),
    endswith: opaque('suffix', (input, given) =>
      affixes(given).some((affix) => textIn(input, 'endswith').endsWith(affix)),
    ),
    strip: opaque('chars?', (input, given) => stripText(textIn(input, 'strip'), given.optionalText('chars'))),
    lower: opaque('', (input) => textIn(input, 'lower').toLowerCase()),
    upper: opaque('', (input) => textIn(input, 'upper').toUpperCase()),
    replace: opaque('old new count?', (input, given, { budget }) =>
      replaceText(textIn(input, 'replace'), given.text('old'), given.text('new'), given.integer('count', -1), budget),
    ),
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

/** One text, or several of which one must fit. */
function affixes(given: Arguments): readonly string[] {
  const [affix = null] = given.positional.length > 0 ? given.positional : [...given.named.values()];
  const all = isOperandList(affix) ? affix : [affix];
  return all.map((each) => {
    if (typeof each !== 'string') throw new Failure('template-type', `a text is needed, not a ${typeName(each)}`);
    return each;
  });
}
