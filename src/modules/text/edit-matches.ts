import { pythonPattern, RegexProblem } from '../../template/regex/python.ts';
import { edit, type Edit } from './edit.ts';
import { decodeEscaped, encodeEscaped } from './escaped-text.ts';

export interface MatchRules {
  readonly regexp: string;
  readonly replace: string;
  readonly after: string | null;
  readonly before: string | null;
}

/** Ansible's `replace`: the pattern sees lines (MULTILINE), `after` and `before` see the whole text (DOTALL). */
export function editMatches(rules: MatchRules, content: Buffer): Edit {
  const text = decodeEscaped(content);
  const part = partOf(rules, text);
  if (part === null) return { ...edit(content, notFound(rules), [['rc', 0n]]), isWhole: false };
  const section = text.slice(part.start, part.end);
  const { text: made, count } = pythonPattern(rules.regexp, { multiline: true }).substitute(rules.replace, section);
  if (count === 0 || made === section) return edit(content, '', [['rc', 0n]]);
  return edit(encodeEscaped(text.slice(0, part.start) + made + text.slice(part.end)), `${count} replacements made`, [
    ['rc', 0n],
  ]);
}

/** The pattern of what stands between `after` and `before`; null where the whole file is meant. */
export function sectionPattern({ after, before }: Pick<MatchRules, 'after' | 'before'>): string | null {
  const [left, right] = [after ?? '', before ?? ''];
  if (left !== '' && right !== '') return `${left}(?P<subsection>.*?)${right}`;
  if (left !== '') return `${left}(?P<subsection>.*)`;
  return right === '' ? null : `(?P<subsection>.*)${right}`;
}

const notFound = (rules: MatchRules): string =>
  `Pattern for before/after params did not match the given file: ${sectionPattern(rules) ?? ''}`;

function partOf(rules: MatchRules, text: string): { readonly start: number; readonly end: number } | null {
  const written = sectionPattern(rules);
  if (written === null) return { start: 0, end: text.length };
  const pattern = pythonPattern(written, { dotAll: true });
  const match = pattern.search(text);
  const group = (pattern.names.get('subsection') ?? 1) - 1;
  if (match === null) return null;
  const start = match.starts[group] ?? -1;
  if (start === -1) throw new RegexProblem('before and after match, but not with a part between them');
  return { start, end: start + (match.groups[group]?.length ?? 0) };
}
