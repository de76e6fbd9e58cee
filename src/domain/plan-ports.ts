/** The plan files of this machine. */
export interface PlanFiles {
  /** The first bytes of a file, or null when there is none. */
  start(path: string): string | null;
  exists(path: string): boolean;
  /** Throws PlanFileError: somebody else's, writable for others, no plain file, not to be read. */
  read(path: string): Uint8Array;
  /** 0600 and whole or not at all; never over a file that is there. Throws PlanFileError. */
  create(path: string, text: string): void;
  /** The same, in place of what is there. */
  replace(path: string, text: string): void;
}

/** Why a plan file cannot be read or written; `hint` says what to do. */
export class PlanFileError extends Error {
  readonly code: 'plan-exists' | 'plan-unsafe' | 'plan-unreadable' | 'plan-unwritable';
  readonly hint: string;
  constructor(code: PlanFileError['code'], message: string, hint: string) {
    super(message);
    this.name = 'PlanFileError';
    this.code = code;
    this.hint = hint;
  }
}
