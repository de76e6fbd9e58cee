import { z } from 'zod';

import { reveal, Secret } from '../../domain/secret.ts';
import { pythonPattern, RegexProblem, type PatternKind } from '../../template/regex/python.ts';
import { absolutePath, flag, writtenFile } from '../params.ts';

/** Text or a whole number; may be secret. */
export const editText = z
  .union([z.string(), z.instanceof(Secret), z.int().transform(String), z.bigint().transform(String)], {
    error: 'must be text: quote a boolean or a fraction',
  })
  .meta({ words: 'text' });

/** What every module that edits a text takes. A link is followed, as in Ansible, unless it is said otherwise. */
export const editedFile = { path: absolutePath, ...writtenFile, follow: flag.default(true) };

/** A regular expression in Python's dialect. */
export const regexText = (kind: PatternKind) =>
  editText
    .superRefine((pattern, context) => {
      const problem = patternProblem(reveal(pattern), kind);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    })
    .meta({ words: 'regular expression' });

/** Where something new goes: a pattern, or the beginning or end of the file. */
export const anchorText = regexText({ bytes: true });

/** What is wrong with a pattern, to follow the parameter's name; null where nothing is. */
export function patternProblem(pattern: string, kind: PatternKind): string | null {
  return problemOf(() => pythonPattern(kind.bytes === true ? Buffer.from(pattern).toString('latin1') : pattern, kind));
}

/** What is wrong with a replacement for what this pattern finds. */
export function replacementProblem(pattern: string, replacement: string, kind: PatternKind): string | null {
  return problemOf(() => pythonPattern(pattern, kind).substitute(replacement, ''));
}

function problemOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof RegexProblem) return `cannot be used: ${error.message}`;
    throw error;
  }
}
