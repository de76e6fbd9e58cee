import type { Diagnostic } from '../domain/diagnostic.ts';
import { usageError } from './usage-error.ts';

export const badName = (name: string): Diagnostic =>
  usageError(
    'option-value',
    `\`${name}\` is no name of a schedule`,
    'small letters, digits and hyphens, at most 40: repair, nightly-drift',
  );
