import type { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { itemsOf } from '../access.ts';
import { isInteger, type Operand, typeName } from '../operand.ts';
import { textOf } from '../python-text.ts';
import { type Filters, opaque, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';
import { splitLines, splitText, stripText } from '../text-tools.ts';
import { attributeGetter } from './attribute.ts';
import { formatText } from './format.ts';

export const textFilters: Filters = {
  string: opaque('', (input, _given, { budget }) => textOf(input, budget)),
  lower: opaque('', (input, _given, { budget }) => textOf(input, budget).toLowerCase()),
  upper: opaque('', (input, _given, { budget }) => textOf(input, budget).toUpperCase()),
  trim: opaque('chars?', (input, given, { budget }) => stripText(textOf(input, budget), given.optionalText('chars'))),
  replace: opaque('old new count?', replace),
  split: opaque('sep? maxsplit?', split),
  join: opaque('d? attribute?', join),
  indent: opaque('width? first? blank?', indent),
  quote: opaque('', (input, _given, { budget }) => quote(input === null ? '' : textOf(input, budget))),
  wordcount: opaque('', (input, _given, { budget }) => (textOf(input, budget).match(/[\p{L}\p{N}_]+/gu) ?? []).length),
  format: opaque('* **', formatFilter),
};

function replace(input: Operand, given: Arguments, { budget }: Work): Operand {
  const [text, old, by] = [
    textOf(input, budget),
    textOf(given.or('old', ''), budget),
    textOf(given.or('new', ''), budget),
  ];
  const limit = given.value('count') === null ? -1 : given.integer('count', -1);
  return replaceText(text, old, by, limit, budget);
}

/** Python's `str.replace`; a negative limit is none. */
export function replaceText(text: string, old: string, by: string, limit: number, budget: Budget): string {
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  const replaced = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  budget.text(text.length + replaced * by.length);
  return (
    parts.slice(0, replaced + 1).join(by) +
    parts
      .slice(replaced + 1)
      .map((part) => old + part)
      .join('')
  );
}

function split(input: Operand, given: Arguments, { budget }: Work): Operand {
  if (typeof input !== 'string') throw new Failure('template-type', `only text can be split, not a ${typeName(input)}`);
  const parts = splitText(input, given.optionalText('sep'), given.integer('maxsplit', -1));
  budget.spend(parts.length);
  return parts;
}

function join(input: Operand, given: Arguments, { budget }: Work): Operand {
  const get = attributeGetter(given.value('attribute'));
  const separator = textOf(given.or('d', ''), budget);
  const parts = itemsOf(input, budget).map((item) => textOf(get(item), budget));
  budget.text(separator.length * parts.length);
  return parts.join(separator);
}

function indent(input: Operand, given: Arguments, { budget }: Work): Operand {
  const width = given.or('width', 4);
  const margin = isInteger(width) ? ' '.repeat(Math.max(0, Math.min(Number(width), 10_000))) : given.text('width');
  if (typeof input !== 'string')
    throw new Failure('template-type', `only text can be indented, not a ${typeName(input)}`);
  const [first = '', ...others] = splitLines(`${input}\n`);
  budget.text(margin.length * (others.length + 1));
  const blank = given.flag('blank', false);
  const body = [first, ...others.map((line) => (line === '' && !blank ? line : margin + line))].join('\n');
  return given.flag('first', false) ? margin + body : body;
}

/** For a POSIX shell, as Python's `shlex.quote`. */
function quote(text: string): string {
  if (text !== '' && /^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function formatFilter(input: Operand, given: Arguments, { budget }: Work): Operand {
  return formatText(textOf(input, budget), given.positional, given.named, budget);
}
