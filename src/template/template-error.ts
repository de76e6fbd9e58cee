import type { Diagnostic } from '../domain/diagnostic.ts';

/** An expression that cannot be evaluated with these variables; `diagnostic.range` points into the operator's file. */
export class TemplateError extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.name = 'TemplateError';
    this.diagnostic = diagnostic;
  }
}
