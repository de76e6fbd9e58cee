import { z } from 'zod';

import { Secret } from '../../domain/secret.ts';
import { absolutePath, anyText, flag, textOrSecret, word } from '../params.ts';

const plainWord = noSecret(word);

/** What command and shell share. `creates` and `removes` may be globs, as in Ansible. */
export const commonParams = {
  chdir: absolutePath.optional(),
  creates: word.optional(),
  removes: word.optional(),
  /** Run only when this shell command fails. */
  unless: word.optional(),
  /** Run only when this shell command succeeds. */
  onlyif: word.optional(),
  /** The command is a question: it runs in check mode too, and is never a change. */
  read_only: flag.default(false),
  stdin: textOrSecret.optional(),
  stdin_add_newline: flag.default(true),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of an environment variable'), environmentValue())
    .default({}),
  strip_empty_ends: flag.default(true),
};

export type CommonParams = z.output<z.ZodObject<typeof commonParams>>;

export const commandLine = plainWord;
export const argumentList = z
  .array(z.preprocess((value) => (typeof value === 'number' ? String(value) : value), noSecret(anyText)))
  .min(1, 'must not be empty');

/** `command: some words` for `command: {cmd: some words}`. */
export const freeForm = (input: unknown): unknown =>
  typeof input === 'string' || input instanceof Secret ? { cmd: input } : input;

function noSecret<Schema extends z.ZodType>(schema: Schema) {
  return z
    .any()
    .refine(
      (value) => !(value instanceof Secret),
      'must not hold a secret, which every user of the host could see: pass it by stdin or environment',
    )
    .pipe(schema);
}

function environmentValue() {
  const text = z.union([z.string(), z.instanceof(Secret), z.number(), z.boolean()], { error: 'must be text' });
  return text.transform((value) => (typeof value === 'string' || value instanceof Secret ? value : String(value)));
}
