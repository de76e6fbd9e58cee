import { z } from 'zod';

import type { ControllerFile, EvaluatedExpression } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import { parseMode, type Mode } from './mode.ts';

/** Text of at least one character, without NUL, which no POSIX name or argument can hold. */
export const word = z.string().min(1, 'must not be empty').refine(withoutNul, 'must not contain a NUL character');

/** Any text without NUL; may be empty. */
export const anyText = z.string().refine(withoutNul, 'must not contain a NUL character');

/** A path from the root: a relative one would depend on where the remote shell stands. */
export const absolutePath = word
  .refine((path) => path.startsWith('/'), 'must be an absolute path: start it with /')
  .meta({ words: 'absolute path' });

/** true or false, and Ansible's other words for them (its `BOOLEANS`). */
export const flag = z
  .union(
    [
      z.boolean(),
      z.enum(['yes', 'no', 'on', 'off', 'true', 'false', 'True', 'False', 'y', 'n', '1', '0']),
      z.literal([0, 1]),
    ],
    {
      error: 'must be true or false',
    },
  )
  .transform((value) => truths.has(value))
  .meta({ words: 'true or false' });

const truths: ReadonlySet<unknown> = new Set([true, 'yes', 'on', 'true', 'True', 'y', '1', 1]);

/** `"0600"`, `0600`, `0o600` or `u=rw,go=`. Plain `600` is decimal in YAML: Ansible would set 1130. */
const mode = z
  .union([z.string(), z.number()], { error: 'must be a mode such as "0600"' })
  .transform((value, context): Mode => {
    const read = typeof value === 'string' ? parseMode(value) : null;
    if (read !== null) return read;
    context.addIssue({ code: 'custom', message: modeProblem(value) });
    return z.NEVER;
  })
  .meta({ words: 'mode' });

/** A user or group by name or by number, as text. */
const account = z
  .union([word, z.number().int().nonnegative()], { error: 'must be a name or a number' })
  .transform(String)
  .refine(
    (name) => /^[^\s:/-][^\s:/]*$/.test(name),
    'must be the name or number of an account: no spaces, colons or slashes',
  )
  .meta({ words: 'name or number' });

/** Seconds, fractions allowed, also as text (`"30"`); becomes milliseconds. */
export const seconds = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^[0-9]+(\.[0-9]+)?$/, 'must be a number of seconds')
        .transform(Number),
    ],
    { error: 'must be a number of seconds' },
  )
  .refine((value) => Number.isFinite(value) && value >= 0, 'must be zero or more seconds')
  .transform((value) => Math.round(value * 1000))
  .meta({ words: 'seconds' });

/** Text that may be secret. */
export const textOrSecret = z
  .union([z.string(), z.instanceof(Secret)], {
    error: 'must be text: quote a number or a boolean',
  })
  .meta({ words: 'text' });

/** A file of the controller that the binder has read (`sources` of a module). */
export const controllerFile = z
  .custom<ControllerFile>(isControllerFile, 'must name a file beside the playbook')
  .meta({ words: 'file beside the playbook' });

/** A bare expression that the binder has evaluated (`expressions` of a module). */
export const expression = z
  .custom<EvaluatedExpression>(isExpression, 'must be an expression')
  .meta({ words: 'expression' });

/** One item, or a list of them. */
export const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (Array.isArray(value) || value === undefined ? value : [value]),
    z.array(item).min(1, 'must not be empty'),
  );

/** `owner`, `group`, `mode`: absent means "leave it". */
export const ownership = { owner: account.optional(), group: account.optional(), mode: mode.optional() };

/**
 * What every module that writes a file takes, to spread into its `z.strictObject`.
 * `backup` is accepted and needs no work: the journal keeps what was there, never beside the original.
 */
export const writtenFile = {
  ...ownership,
  validate: word
    .refine((text) => text.includes('%s'), 'must contain %s, which stands for the path of the new file')
    .optional(),
  follow: flag.default(false),
  backup: flag.default(true),
};

function withoutNul(text: string): boolean {
  return !text.includes('\0');
}

function modeProblem(value: string | number): string {
  if (typeof value === 'string') return 'must be octal such as "0600" or symbolic such as "u=rw,go="';
  return `${value} is a decimal number in YAML: write "0${value}" with quotes if that is the mode`;
}

function isControllerFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'path' in value && 'content' in value;
}

function isExpression(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'text' in value;
}
