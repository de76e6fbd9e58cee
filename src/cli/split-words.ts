import yargs from 'yargs';

import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import { optionSpecs } from './option-specs.ts';
import type { OptionSpec } from './option-specs.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

/** Sorts words into operands, values and flags by the known options; unknown ones come out under their own name. */
export function splitWords(words: readonly string[]): Parsed<RawOptions> {
  const failures: string[] = [];
  const parser = yargs()
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message: string) => void failures.push(message))
    .parserConfiguration(configuration)
    .options(Object.fromEntries(Object.entries(known).map(([name, spec]) => [name, yargsOption(spec)])));
  const argv: Readonly<Record<string, unknown>> = parser.parseSync([...words]);
  const [failure] = failures;
  return failure === undefined ? parsed(sorted(argv)) : refused(usageError('option-value', inOurWords(failure)));
}

/** Nothing is guessed: a number stays the text that it is, and `--no-x` is not `x`. */
const configuration = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
  'short-option-groups': true,
  'strip-aliased': true,
} as const;

const known: Readonly<Record<string, OptionSpec>> = {
  ...optionSpecs,
  help: { alias: 'h', kind: 'flag', group: 'Show', describe: 'this text' },
  version: { kind: 'flag', group: 'Show', describe: 'which Bulwark this is' },
};

function yargsOption(spec: OptionSpec) {
  const alias = spec.alias === undefined ? {} : { alias: spec.alias };
  if (spec.kind === 'flag') return { ...alias, type: 'boolean' as const };
  if (spec.kind === 'count') return { ...alias, type: 'count' as const };
  return { ...alias, type: 'string' as const, nargs: 1, requiresArg: true };
}

function sorted(argv: Readonly<Record<string, unknown>>): RawOptions {
  const values = new Map<string, readonly string[]>();
  const flags = new Map<string, number>();
  for (const [name, given] of Object.entries(argv)) {
    if (name === '_' || name === '--' || name === '$0' || given === undefined || given === 0) continue;
    const all: readonly unknown[] = Array.isArray(given) ? given : [given];
    const texts = all.filter((value) => typeof value === 'string');
    if (texts.length > 0) values.set(name, texts);
    else if (all.at(-1) !== false) flags.set(name, typeof given === 'number' ? given : 1);
  }
  return { operands: wordsIn(argv['_']) ?? [], rest: wordsIn(argv['--']), values, flags };
}

const wordsIn = (words: unknown): readonly string[] | null => (Array.isArray(words) ? words.map(String) : null);

/** yargs says `Not enough arguments following: l`. */
function inOurWords(message: string): string {
  const name = /following: (\S+)/.exec(message)?.[1];
  return name === undefined ? message.replace(/\n[^]*/, '') : `${name.length === 1 ? '-' : '--'}${name} needs a value`;
}
