import type { Value } from '../../domain/value.ts';

/** What an edit makes of a file. `content` null: the file is not there, and need not be. */
export interface Edit {
  readonly content: Buffer | null;
  /** Ansible's words for it; empty where nothing is changed. */
  readonly message: string;
  readonly fields: readonly (readonly [string, Value])[];
  /** False where not even owner, group and mode are to be looked at. */
  readonly isWhole: boolean;
}

export const edit = (
  content: Buffer | null,
  message: string,
  fields: readonly (readonly [string, Value])[] = [],
): Edit => ({ content, message, fields, isWhole: true });
