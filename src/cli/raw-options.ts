import type { GivenWords } from '../domain/history.ts';

/** Words of the command line, sorted by option, not yet read. */
export interface RawOptions {
  readonly operands: readonly string[];
  /** Words after `--`; null where there is no `--`. */
  readonly rest: readonly string[] | null;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Flags that were given, and how often. */
  readonly flags: ReadonlyMap<string, number>;
}

/** Words as the history keeps them. */
export const rawWords = (given: Pick<GivenWords, 'operands' | 'values' | 'flags'> = none): RawOptions => ({
  operands: given.operands,
  rest: null,
  values: new Map(Object.entries(given.values)),
  flags: new Map(Object.entries(given.flags)),
});
const none = { operands: [], values: {}, flags: {} };

export const hasFlag = (raw: RawOptions, name: string): boolean => (raw.flags.get(name) ?? 0) > 0;
/** The last one wins, as everywhere on command lines. */
export const lastText = (raw: RawOptions, name: string): string | null => raw.values.get(name)?.at(-1) ?? null;
export const allTexts = (raw: RawOptions, name: string): readonly string[] => raw.values.get(name) ?? [];
/** Comma-separated words of all occurrences. */
export const allWords = (raw: RawOptions, name: string): readonly string[] =>
  allTexts(raw, name)
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
