import type { Diagnostic, SourceRange } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import { TemplateError } from '../template/evaluate.ts';
import type { HostScope } from './scope.ts';
import { BrokenTemplate, NotYetKnown } from './signals.ts';

/** Several mistakes at once, found while one part of a task was filled in. */
export class BindProblems extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.summary ?? 'several mistakes');
    this.diagnostics = diagnostics;
  }
}

export const bindProblem = (code: string, summary: string, range: SourceRange, hint?: string): BindProblems =>
  new BindProblems([{ severity: 'error', code, summary, range, ...(hint === undefined ? {} : { hint }) }]);

/** Fills in the parts of a task one by one and keeps what went wrong with each, so that all is told at once. */
export class Attempts {
  readonly problems: Diagnostic[] = [];
  /** The first variable that is not known yet. */
  pendingOn: string | null = null;
  #isBroken = false;
  readonly #scope: HostScope;
  readonly #names: () => readonly string[];
  /** `names` are those that may have been meant by an undefined one. */
  constructor(scope: HostScope, names: () => readonly string[] = () => []) {
    this.#scope = scope;
    this.#names = names;
  }

  get hasFailed(): boolean {
    return this.problems.length > 0 || this.#isBroken;
  }

  /** What `work` gives; null when it failed or hangs on what is not known yet. */
  run<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      this.#note(error);
      return null;
    }
  }

  #note(error: unknown): void {
    if (error instanceof NotYetKnown) this.pendingOn ??= error.variable;
    else if (error instanceof BrokenTemplate) this.#isBroken = true;
    else if (error instanceof BindProblems) this.problems.push(...error.diagnostics);
    else if (error instanceof TemplateError) this.problems.push(explained(error, this.#scope, this.#names));
    else throw error;
  }
}

/** An undefined variable is told where it is missing, though another variable used it, with names that were perhaps meant. */
function explained(error: TemplateError, scope: HostScope, names: () => readonly string[]): Diagnostic {
  const { diagnostic } = error;
  const { missing } = scope;
  if (diagnostic.code !== 'undefined-variable' || missing === null || !diagnostic.summary.includes(`"${missing.name}"`))
    return diagnostic;
  if (missing.cause !== null) return { ...missing.cause.diagnostic, detail: `\`${missing.name}\` uses it` };
  const [guess] = near(missing.name, names());
  return guess === undefined ? diagnostic : { ...diagnostic, label: `did you mean \`${guess}\`?` };
}
