import { z } from 'zod';

import type { ControlId } from '../../domain/module.ts';
import { absolutePath } from '../params.ts';
import { type PathPattern, readPattern } from './pattern.ts';

/** What is wanted of the mode (no bit beyond) and of the owner of one path or pattern; null: nothing. */
export interface PathRule {
  readonly pattern: PathPattern;
  readonly mode: { readonly atMost: number; readonly controls: readonly ControlId[] } | null;
  readonly owner: { readonly owner: string; readonly group: string; readonly controls: readonly ControlId[] } | null;
}

export interface PermissionsTask {
  readonly rules: readonly PathRule[];
}

const controls = z.array(z.string().min(1)).default([]);

/** Plain `600` is decimal in YAML. */
const bits = z
  .string({ error: 'must be octal in quotes, such as "0600"' })
  .regex(/^(?:0o)?[0-7]{3,4}$/, 'must be octal in quotes, such as "0600"')
  .transform((text) => Number.parseInt(text.replace('0o', ''), 8));

const account = z
  .string({ error: 'must be owner:group, such as root:root' })
  .regex(/^[^\s:/-][^\s:/]*:[^\s:/-][^\s:/]*$/, 'must be owner:group, such as root:root')
  .transform((text) => ({ owner: text.replace(/:.*$/, ''), group: text.replace(/^.*:/, '') }));

/** An entry may carry the controls that it meets. */
const mode = z.union(
  [
    bits.transform((atMost) => ({ atMost, controls: [] })),
    z
      .strictObject({ at_most: bits, controls })
      .transform(({ at_most: atMost, controls: ids }) => ({ atMost, controls: ids })),
  ],
  { error: 'must be octal in quotes such as "0600", or {at_most, controls}' },
);

const owner = z.union(
  [
    account.transform((is) => ({ ...is, controls: [] })),
    z.strictObject({ is: account, controls }).transform(({ is, controls: ids }) => ({ ...is, controls: ids })),
  ],
  { error: 'must be owner:group such as root:root, or {is, controls}' },
);

const wanted = z
  .strictObject({ mode: mode.optional(), owner: owner.optional() })
  .refine((given) => given.mode !== undefined || given.owner !== undefined, 'needs mode or owner');

const path = absolutePath
  .refine((text) => !`${text}/`.includes('/../') && !text.includes('//'), 'must not hold .. or //')
  .refine(
    (text) => readPattern(text).folder !== '/' || readPattern(text).plain,
    'must begin with a folder, and not with a pattern',
  )
  .refine(
    (text) => text.split('/').every((name) => name === '**' || !name.includes('**')),
    'must have ** as a whole name: /etc/**/x',
  );

export const permissionsParams = z
  .strictObject({
    paths: z.record(path, wanted).refine((given) => Object.keys(given).length > 0, 'must not be empty'),
  })
  .transform(({ paths }): PermissionsTask => ({
    rules: Object.entries(paths).map(([text, given]) => ({
      pattern: readPattern(text),
      mode: given.mode ?? null,
      owner: given.owner ?? null,
    })),
  }));
