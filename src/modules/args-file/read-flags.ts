import type { Service } from '../../domain/k8s-snap.ts';
import { normaliserOf, takesSingleDash } from './component.ts';
import { type FlagCatalogue, type FlagType, unknownType } from './flag-types.ts';
import { positionAt, RefusedError, refuseAt } from './refusal.ts';
import type { Word } from './tokenize.ts';
import { type FlagValue, combine } from './values.ts';

/** What one binary sees of one flag. `dashes` as first written. */
export interface Flag {
  readonly name: string;
  readonly dashes: '-' | '--';
  readonly type: FlagType;
  readonly value: FlagValue;
  /** How often it is written, and the values one by one. */
  readonly written: readonly string[];
  /** Line of the file, from 1, where the last of them stands; null: in no file. */
  readonly line: number | null;
}

export type Flags = ReadonlyMap<string, Flag>;

interface Occurrence {
  readonly name: string;
  readonly dashes: '-' | '--';
  readonly value: string;
  readonly offset: number;
}

/**
 * The effective flags of a tokenized file as the service's binary reads them. Throws RefusedError, with a position,
 * for operands and for what only the type of an unknown flag could tell.
 */
export function readFlags(
  text: string,
  words: readonly Word[],
  service: Service | null,
  catalogue: FlagCatalogue,
): Flags {
  const typeOf = (name: string): FlagType => catalogue?.get(name) ?? unknownType;
  const grouped = Map.groupBy(occurrencesOf(text, words, service, typeOf), ({ name }) => name);
  return new Map([...grouped].map(([name, group]) => [name, flagOf(text, group, typeOf(name))]));
}

/**
 * The same for the argv of a process that runs. It was accepted by its binary, so that a second word is a value, and
 * of several values of an unknown type the last one is taken.
 */
export function readWrittenFlags(argv: readonly string[], service: Service, catalogue: FlagCatalogue): Flags {
  const typeOf = (name: string): FlagType => catalogue?.get(name) ?? unknownType;
  const joined = argv.reduce<readonly string[]>(
    (words, word) =>
      word.startsWith('-') ? [...words, word] : [...words.slice(0, -1), `${words.at(-1) ?? ''}=${word}`],
    [],
  );
  const words = joined.map((text) => ({ text, offset: 0, end: 0 }));
  const grouped = Map.groupBy(occurrencesOf('', words, service, typeOf), ({ name }) => name);
  return new Map([...grouped].map(([name, group]) => [name, combinedFlag(group, typeOf(name))]));
}

function flagOf(text: string, group: readonly Occurrence[], type: FlagType): Flag {
  const [first, second] = group;
  if (first === undefined) throw new RefusedError({ message: 'a flag without an occurrence' });
  if (second !== undefined && type.kind === 'unknown') {
    refuseAt(
      text,
      second.offset,
      `${first.dashes}${first.name} is written twice and its type is not known`,
      'keep the one that counts',
    );
  }
  return combinedFlag(group, type, positionAt(text, group.at(-1)?.offset ?? 0).line);
}

function combinedFlag(group: readonly Occurrence[], type: FlagType, line: number | null = null): Flag {
  const written = group.map(({ value }) => value);
  return {
    name: group[0]?.name ?? '',
    dashes: group[0]?.dashes ?? '--',
    type,
    value: combine(written, type.kind),
    written,
    line,
  };
}

function occurrencesOf(
  text: string,
  words: readonly Word[],
  service: Service | null,
  typeOf: (name: string) => FlagType,
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const flag = splitWord(text, word, service);
    const next = flag.value === null ? secondWord(text, flag, words[index + 1], typeOf(flag.name)) : null;
    found.push({ ...flag, value: flag.value ?? next?.text ?? 'true' });
    if (next !== null) index += 1;
  }
  return found;
}

interface SplitWord {
  readonly name: string;
  readonly dashes: '-' | '--';
  readonly value: string | null;
  readonly offset: number;
}

function splitWord(text: string, word: Word, service: Service | null): SplitWord {
  // Names are written back without quotes: what bash would expand there must never get into one.
  const match = /^(--?)([A-Za-z0-9][A-Za-z0-9._:/@+-]*)(?:=([^]*))?$/.exec(word.text);
  if (match === null)
    return refuseAt(text, word.offset, operandWords(word.text), 'every word must be a flag: --name="value"');
  const dashes = match[1] === '-' ? '-' : '--';
  const name = normaliserOf(service)(match[2] ?? '');
  if (dashes === '-' && name.length > 1 && !takesSingleDash(service)) {
    refuseAt(
      text,
      word.offset,
      `${word.text} is read as several short flags`,
      'write two dashes, or one short flag as -v=4',
    );
  }
  return { name, dashes, value: match[3] ?? null, offset: word.offset };
}

const operandWords = (text: string): string =>
  text === '' ? 'an empty word' : `${JSON.stringify(text)} is not a flag`;

/** The value of a flag that is written without `=`; null: it stands alone and means true. */
function secondWord(text: string, flag: SplitWord, next: Word | undefined, type: FlagType): Word | null {
  const operand = next !== undefined && !next.text.startsWith('-') ? next : null;
  const shown = `${flag.dashes}${flag.name}`;
  if (type.kind === 'boolean') {
    return operand === null
      ? null
      : refuseAt(
          text,
          operand.offset,
          `${shown} is a boolean and takes no second word`,
          `write ${shown}="${operand.text}"`,
        );
  }
  if (type.kind === 'unknown') {
    return operand === null
      ? null
      : refuseAt(
          text,
          operand.offset,
          `whether ${shown} takes a second word is not known`,
          `write ${shown}="${operand.text}"`,
        );
  }
  return next ?? refuseAt(text, flag.offset, `${shown} needs a value: the service cannot start`);
}
