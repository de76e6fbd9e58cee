import { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { compileRegex } from './compile.ts';
import { everyMatch } from './every-match.ts';
import { parseReplacement, replacementText } from './replacement.ts';
import { type Match, runRegex } from './run.ts';

/** A pattern, a replacement or a search that cannot be; the message never quotes the pattern. */
export class RegexProblem extends Error {}

export interface PatternKind {
  /** `^` and `$` at every line. */
  readonly multiline?: boolean;
  /** A dot is also a line feed. */
  readonly dotAll?: boolean;
  /** Texts hold one byte a character (Latin-1), the pattern is UTF-8 in it: Python's patterns of bytes. */
  readonly bytes?: boolean;
}

/** One of Python's patterns, compiled; searching throws RegexProblem where it would take too long. */
export interface Pattern {
  readonly names: ReadonlyMap<string, number>;
  search(text: string): Match | null;
  /** `re.Match.expand`. */
  expand(replacement: string, text: string, match: Match): string;
  /** `re.subn`. */
  substitute(replacement: string, text: string): { readonly text: string; readonly count: number };
}

/**
 * Steps of the matcher for one file of at most 1 MiB: some 20 for each byte, one or two seconds in all. Meanwhile no
 * other host is heard, and a file decides how long its pattern takes.
 */
const stepsForAFile = 20_000_000;

/** Python's regular expressions for other folders. Throws RegexProblem. */
export function pythonPattern(
  pattern: string,
  { multiline = false, dotAll = false, bytes = false }: PatternKind,
): Pattern {
  const budget = new Budget(stepsForAFile);
  const regex = telling(() =>
    compileRegex(pattern, { ignoreCase: false, multiline, dotAll, ascii: bytes, bytes }, budget),
  );
  return {
    names: regex.names,
    search: (text) => telling(() => runRegex(regex, text, 0, 'anywhere', budget)),
    expand: (replacement, text, match) =>
      telling(() => replacementText(parseReplacement(replacement, regex), text, match)),
    substitute: (replacement, text) =>
      telling(() => {
        const parsed = parseReplacement(replacement, regex);
        const matches = everyMatch(regex, text, 0, budget);
        const pieces = matches.map(
          (match, at) => text.slice(matches[at - 1]?.end ?? 0, match.start) + replacementText(parsed, text, match),
        );
        return { text: pieces.join('') + text.slice(matches.at(-1)?.end ?? 0), count: matches.length };
      }),
  };
}

/** Whether the whole pattern begins with `(?m)` or the like. */
export const isMultiline = (pattern: string): boolean =>
  /^(?:\(\?[aiLmsux]+\))*\(\?[aiLsux]*m[aiLmsux]*\)/.test(pattern);

function telling<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure) throw new RegexProblem(error.message);
    throw error;
  }
}
