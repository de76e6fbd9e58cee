import type { Diagnostic } from '../domain/diagnostic.ts';

/** A mistake on the command line. */
export const usageError = (code: string, summary: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code,
  summary,
  ...(hint !== undefined && { hint }),
});
