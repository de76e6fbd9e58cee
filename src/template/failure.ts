/**
 * What went wrong inside an operator, a filter or a test, before it is known where: the evaluator adds the range and
 * turns it into a TemplateError. The words never quote a secret.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;
  constructor(code: FailureCode, summary: string, hint?: string) {
    super(summary);
    this.code = code;
    this.hint = hint;
  }
}

export type FailureCode =
  | 'undefined-variable'
  | 'template-type' // an operand or argument of the wrong type
  | 'template-value' // the right type, a value that cannot be used
  | 'template-limit'
  | 'template-secret';
