import { itemsOf } from '../access.ts';
import { Failure } from '../failure.ts';
import { isText, isTruthy, type Operand } from '../operand.ts';
import { type Filters, tolerant, type Work } from '../registry.ts';
import { reveal } from '../../domain/secret.ts';
import type { Arguments } from '../signature.ts';
import { attributeGetter } from './attribute.ts';
import { Undefined } from '../operand.ts';

export const selectFilters: Filters = {
  map: tolerant('* **', map),
  select: tolerant('* **', (input, given, work) => choose(input, given, work, 0, true)),
  reject: tolerant('* **', (input, given, work) => choose(input, given, work, 0, false)),
  selectattr: tolerant('attribute * **', (input, given, work) => choose(input, given, work, 1, true)),
  rejectattr: tolerant('attribute * **', (input, given, work) => choose(input, given, work, 1, false)),
};

/** `map(attribute='a', default=…)` or `map('filter', arguments…)`. */
function map(input: Operand, given: Arguments, work: Work): Operand {
  const missing = missingIn(input, given);
  if (missing !== undefined) return missing;
  const items = itemsOrNone(input, work);
  const attribute = given.named.get('attribute');
  if (attribute !== undefined && given.positional.length === 0)
    return items.map(attributeGetter(attribute, given.named.get('default')));
  const [name, ...others] = given.positional;
  const filter = nameOf(name, 'map');
  return items.map((item) => counted(work, () => work.filter(filter, item, others, given.named)));
}

/** Keeps the items (or those whose attribute) a test accepts; truth where no test is named. */
function choose(input: Operand, given: Arguments, work: Work, attributes: 0 | 1, wanted: boolean): Operand {
  const missing = missingIn(input, given);
  if (missing !== undefined) return missing;
  const get = attributeGetter(attributes === 0 ? undefined : given.positional[0]);
  const [name, ...others] = given.positional.slice(attributes);
  const test = name === undefined ? null : nameOf(name, 'select');
  return itemsOrNone(input, work).filter((item) => {
    const value = get(item);
    return (
      isTruthy(test === null ? value : counted(work, () => work.test(test, value, others, given.named))) === wanted
    );
  });
}

const missingIn = (input: Operand, given: Arguments): Operand | undefined =>
  [input, ...given.positional, ...given.named.values()].find((each) => each instanceof Undefined);

/** As in Jinja, what is not true has no items, such as null. */
const itemsOrNone = (input: Operand, { budget }: Work): readonly Operand[] =>
  isTruthy(input) ? itemsOf(input, budget) : [];

function counted<T>(work: Work, apply: () => T): T {
  work.budget.spend(1);
  return apply();
}

function nameOf(name: Operand | undefined, filter: string): string {
  if (name !== undefined && isText(name)) return reveal(name);
  throw new Failure('template-type', `"${filter}" needs the name of a filter or test as text`);
}
