import type { Flag, Flags } from './read-flags.ts';
import { RefusedError } from './refusal.ts';
import type { Comment } from './tokenize.ts';
import { valueText } from './values.ts';

/**
 * The one form that bash and k8sd read alike: comments at the top in their order, then `--flag="value"` one a line, in
 * k8sd's order (bytes of the line, several lines of one flag in their own order), with a newline at the end.
 * Throws RefusedError for a value that does not fit on a line.
 */
export function writeArgs(flags: Flags, comments: readonly Comment[]): string {
  const ordered = [...flags.values()]
    .map((flag) => ({ key: `${flag.dashes}${flag.name}=`, flag }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const lines = [...comments.map(({ text }) => text), ...ordered.flatMap(({ flag }) => linesOf(flag))];
  return lines.map((line) => `${line}\n`).join('');
}

/** `"`, `\`, `$`, backtick and control characters: k8sd takes off quotes and nothing else. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
export const isPlainValue = (value: string): boolean => !/["\\$`\0-\x1f\x7f]/.test(value);

function linesOf(flag: Flag): readonly string[] {
  const values = flag.value.kind === 'repeated' ? flag.value.items : [valueText(flag.value)];
  return values.map((value) => `${flag.dashes}${flag.name}="${escaped(flag, value)}"`);
}

/** Somebody else's value may hold what k8sd cannot compare; bash must still read it as before. */
function escaped(flag: Flag, value: string): string {
  if (value.includes('\n')) {
    throw new RefusedError({
      message: `the value of ${flag.dashes}${flag.name} does not fit on one line`,
      hint: 'write it without newlines',
    });
  }
  return value.replace(/["\\$`]/g, String.raw`\$&`);
}
