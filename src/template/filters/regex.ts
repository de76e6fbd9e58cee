import { Failure } from '../failure.ts';
import type { Operand } from '../operand.ts';
import { textOf } from '../python-text.ts';
import { compileRegex, type Regex } from '../regex/compile.ts';
import { parseReplacement, replacementText } from '../regex/replacement.ts';
import { runRegex } from '../regex/run.ts';
import { everyMatch } from '../regex/every-match.ts';
import { type Filters, opaque, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';

export const regexFilters: Filters = {
  regex_replace: opaque('pattern? replacement? ignorecase? multiline? count? mandatory_count?', replace),
  regex_search: opaque('regex * ignorecase? multiline?', search),
  regex_findall: opaque('regex multiline? ignorecase?', findAll),
};

function compiled(given: Arguments, name: string, { budget }: Work, fallback?: string): Regex {
  const flags = { ignoreCase: given.flag('ignorecase', false), multiline: given.flag('multiline', false) };
  return compileRegex(given.text(name, fallback), flags, budget);
}

/** Python's `re.sub`. */
function replace(input: Operand, given: Arguments, work: Work): Operand {
  const text = textOf(input, work.budget);
  const regex = compiled(given, 'pattern', work, '');
  const replacement = parseReplacement(given.text('replacement', ''), regex);
  const matches = everyMatch(regex, text, given.integer('count', 0), work.budget);
  const wanted = given.integer('mandatory_count', 0);
  if (wanted > 0 && wanted !== matches.length)
    throw new Failure('template-value', `the pattern must match ${wanted} times, but matches ${matches.length} times`);
  let [result, at] = ['', 0];
  for (const match of matches) {
    const piece = text.slice(at, match.start) + replacementText(replacement, text, match);
    work.budget.text(piece.length);
    [result, at] = [result + piece, match.end];
  }
  return result + text.slice(at);
}

/** The match, or a list of the groups that the arguments name (`\\1`, `\\g<name>`); null where nothing matches. */
function search(input: Operand, given: Arguments, work: Work): Operand {
  const text = textOf(input, work.budget);
  const regex = compiled(given, 'regex', work);
  const wanted = given.rest.map((each) => groupNamed(each, regex));
  const match = runRegex(regex, text, 0, 'anywhere', work.budget);
  if (match === null) return null;
  const groups = [text.slice(match.start, match.end), ...match.groups];
  return wanted.length === 0 ? (groups[0] ?? null) : wanted.map((index) => groups[index] ?? null);
}

function groupNamed(name: Operand, regex: Regex): number {
  const [, number, word] = typeof name === 'string' ? (/^\\(?:(\d+)|g<([^>]+)>)/.exec(name) ?? []) : [];
  const index = regex.names.get(word ?? '') ?? Number(number ?? word);
  if (Number.isInteger(index) && index <= regex.groups) return index;
  throw new Failure(
    'template-value',
    'there is no such group in the regular expression',
    String.raw`name a group as '\1' or '\g<name>'`,
  );
}

function findAll(input: Operand, given: Arguments, work: Work): Operand {
  const text = textOf(input, work.budget);
  const regex = compiled(given, 'regex', work);
  return everyMatch(regex, text, 0, work.budget).map((match) => {
    const groups = match.groups.map((group) => group ?? '');
    const [first] = groups;
    if (first === undefined) return text.slice(match.start, match.end);
    return groups.length === 1 ? first : groups;
  });
}
