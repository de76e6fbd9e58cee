/** Thrown by a scope for a variable that a task before this one will set: the task is bound later. */
export class NotYetKnown extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`\`${variable}\` is set by a task that has not run yet`);
    this.variable = variable;
  }
}

/** Thrown where a value holds a template that does not parse: the compilation has reported it and fails. */
export class BrokenTemplate extends Error {}
