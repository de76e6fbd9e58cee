import type { Argument } from '../domain/template.ts';
import { Failure } from './failure.ts';
import { isInteger, isText, isTruthy, type Operand, typeName, Undefined } from './operand.ts';
import { reveal } from '../domain/secret.ts';

/** What a filter, test or method takes after its input. */
export interface Signature {
  readonly names: readonly string[];
  readonly required: number;
  /** So many of the first ones have no name for the caller. */
  readonly nameless: number;
  /** Any number of further positional arguments. */
  readonly rest: boolean;
  /** Any further named arguments. */
  readonly open: boolean;
}

/** Reads `old new / count? *`: names in order, `?` optional, those before `/` only by place, `*` more positional, `**` more named. */
export function signature(text: string): Signature {
  const words = text.split(' ').filter((word) => word !== '');
  const names = words.filter((word) => !word.startsWith('*') && word !== '/');
  return {
    names: names.map((word) => word.replace('?', '')),
    required: names.filter((word) => !word.endsWith('?')).length,
    nameless: Math.max(0, words.indexOf('/')),
    rest: words.includes('*'),
    open: words.includes('**'),
  };
}

/** What is wrong with the arguments as written, or null. */
export function argumentMistake(wanted: Signature, given: readonly Argument[]): string | null {
  const positional = given.filter((argument) => argument.name === null).length;
  const named = given.flatMap((argument) => (argument.name === null ? [] : [argument.name]));
  const nameless = named.find((name) => wanted.names.slice(0, wanted.nameless).includes(name));
  if (nameless !== undefined) return `takes "${nameless}" by its place, without the name`;
  const unknown = named.find((name) => !wanted.open && !wanted.names.includes(name));
  if (unknown !== undefined) return `takes no argument "${unknown}"${list(wanted.names)}`;
  const twice = named.find((name, index) => named.indexOf(name) !== index || isTaken(wanted, name, positional));
  if (twice !== undefined) return `is given "${twice}" twice`;
  if (!wanted.rest && positional > wanted.names.length) return `takes at most ${wanted.names.length} arguments`;
  const missing = wanted.names
    .slice(0, wanted.required)
    .find((name, index) => index >= positional && !named.includes(name));
  return missing === undefined ? null : `needs the argument "${missing}"`;
}

const isTaken = (wanted: Signature, name: string, positional: number): boolean =>
  !wanted.rest && wanted.names.indexOf(name) !== -1 && wanted.names.indexOf(name) < positional;
const list = (names: readonly string[]): string => (names.length === 0 ? '' : `; it takes ${names.join(', ')}`);

/** The evaluated arguments of one call, by name. */
export class Arguments {
  readonly positional: readonly Operand[];
  readonly named: ReadonlyMap<string, Operand>;
  readonly #signature: Signature;
  constructor(wanted: Signature, positional: readonly Operand[], named: ReadonlyMap<string, Operand>) {
    this.positional = positional;
    this.named = named;
    this.#signature = wanted;
  }

  /** `undefined` where it was not given. With a rest, names are only for named arguments beyond the required ones. */
  value(name: string): Operand | undefined {
    const index = this.#signature.names.indexOf(name);
    const byPlace =
      index >= 0 && (!this.#signature.rest || index < this.#signature.required) ? this.positional[index] : undefined;
    return byPlace === undefined ? this.named.get(name) : byPlace;
  }

  or(name: string, fallback: Operand): Operand {
    const value = this.value(name);
    return value === undefined ? fallback : value;
  }

  get rest(): readonly Operand[] {
    return this.positional.slice(this.#signature.required);
  }

  text(name: string, fallback?: string): string {
    const value = this.value(name);
    if (value === undefined && fallback !== undefined) return fallback;
    if (value !== undefined && isText(value)) return reveal(value);
    throw wrong(name, 'text', value);
  }

  optionalText(name: string): string | null {
    return this.value(name) === undefined || this.value(name) === null ? null : this.text(name);
  }

  integer(name: string, fallback: number): number {
    const value = this.value(name);
    if (value === undefined) return fallback;
    if (isInteger(value) && Number.isSafeInteger(Number(value))) return Number(value);
    throw wrong(name, 'an integer', value);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name);
    return value === undefined ? fallback : isTruthy(value);
  }
}

function wrong(name: string, wanted: string, value: Operand | undefined): Failure {
  if (value instanceof Undefined) return new Failure('undefined-variable', value.summary);
  return new Failure(
    'template-type',
    `the argument "${name}" must be ${wanted}, not ${value === undefined ? 'absent' : typeName(value)}`,
  );
}
