import type { SourceRange } from '../domain/diagnostic.ts';
import type { Scope } from '../domain/template.ts';
import { Budget } from './budget.ts';
import { Failure } from './failure.ts';
import { formatText } from './filters/format.ts';
import { filters } from './filters.ts';
import { nearName } from './near-name.ts';
import { type Operand, orUndefined, Undefined } from './operand.ts';
import { textOf } from './python-text.ts';
import type { Work } from './registry.ts';
import { holdsSecret, sealed, unsealed } from './secrecy.ts';
import { type Signature, Arguments } from './signature.ts';
import { TemplateError } from './template-error.ts';
import { tests } from './tests.ts';
import { methods } from './methods.ts';

/** One evaluation: what it may still spend, where it is, and what names mean. */
export class Run implements Work {
  readonly budget = new Budget();
  readonly #scope: Scope;
  /** The node whose operation is being done; failures are reported there. */
  at: SourceRange;
  constructor(scope: Scope, at: SourceRange) {
    this.#scope = scope;
    this.at = at;
  }

  name(name: string): Operand {
    return orUndefined(this.#scope.get(name), `"${name}" is undefined`);
  }

  /** Fails for a name that is no filter, which only an argument of `map` can be by now. */
  filter(name: string, input: Operand, positional: readonly Operand[], named: Named): Operand {
    const found = known(filters, 'filter', name);
    if (found.takesUndefined === true)
      return found.apply(input, new Arguments(found.signature, positional, named), this);
    const missing = firstMissing(input, positional, named);
    if (missing !== null) return missing;
    return orMissing(() =>
      this.#shielded(
        found.secrecy === 'opaque',
        `the filter "${name}"`,
        [input, ...positional],
        named,
        ([first = null, ...rest], others) => found.apply(first, new Arguments(found.signature, rest, others), this),
      ),
    );
  }

  /** `text % values`. */
  format(text: Operand, values: readonly Operand[], named: Named): Operand {
    return this.#shielded(true, '"%"', [text, ...values], named, ([first = null, ...rest], others) =>
      formatText(textOf(first, this.budget), rest, others, this.budget),
    );
  }

  test(name: string, input: Operand, positional: readonly Operand[], named: Named): boolean | Undefined {
    const found = known(tests, 'test', name);
    const given = new Arguments(found.signature, positional, named);
    if (found.takesUndefined === true) return found.apply(input, given, this);
    return firstMissing(input, positional, named) ?? orMissing(() => found.apply(input, given, this));
  }

  method(name: string, input: Operand, positional: readonly Operand[], named: Named): Operand {
    const found = known(methods, 'method', name);
    const missing = firstMissing(input, positional, named);
    if (missing !== null) return missing;
    return this.#shielded(
      found.secrecy === 'opaque',
      `the method "${name}"`,
      [input, ...positional],
      named,
      ([first = null, ...rest], others) => found.apply(first, new Arguments(found.signature, rest, others), this),
    );
  }

  /** Runs `apply` on plain values and seals what it makes, where a secret takes part. */
  #shielded(
    isOpaque: boolean,
    what: string,
    values: readonly Operand[],
    named: Named,
    apply: (values: readonly Operand[], named: Named) => Operand,
  ): Operand {
    const { budget } = this;
    const isSecret = isOpaque && [...values, ...named.values()].some((value) => holdsSecret(value, budget));
    if (!isSecret) return apply(values, named);
    const plain = new Map([...named].map(([key, value]) => [key, unsealed(value, budget)]));
    return sealed(
      hushed(what, () =>
        apply(
          values.map((value) => unsealed(value, budget)),
          plain,
        ),
      ),
      budget,
    );
  }

  /** Gives a failure its place; anything else passes. */
  explain(error: unknown): unknown {
    if (!(error instanceof Failure)) return error;
    const hint = error.hint ?? this.#hintFor(error);
    return new TemplateError({
      severity: 'error',
      code: error.code,
      summary: error.message,
      range: this.at,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #hintFor(error: Failure): string | undefined {
    return error.code === 'undefined-variable'
      ? 'define it, or give a value for when it is missing: | default(…)'
      : undefined;
  }
}

type Named = ReadonlyMap<string, Operand>;

function firstMissing(input: Operand, positional: readonly Operand[], named: Named): Undefined | null {
  if (input instanceof Undefined) return input;
  for (const value of positional) if (value instanceof Undefined) return value;
  for (const value of named.values()) if (value instanceof Undefined) return value;
  return null;
}

/** As in Ansible a filter that comes upon an undefined item gives an undefined, which a later `default` may replace. */
function orMissing<T>(apply: () => T): T | Undefined {
  try {
    return apply();
  } catch (error) {
    if (error instanceof Failure && error.code === 'undefined-variable') return new Undefined(error.message);
    throw error;
  }
}

/** A failure over a secret must not quote it. */
function hushed<T>(what: string, apply: () => T): T {
  try {
    return apply();
  } catch (error) {
    if (error instanceof Failure && error.code !== 'template-limit')
      throw new Failure(error.code, `${what} cannot use this secret value`);
    throw error;
  }
}

function known<T extends { readonly signature: Signature }>(
  all: ReadonlyMap<string, T>,
  kind: string,
  name: string,
): T {
  const found = all.get(name);
  if (found !== undefined) return found;
  const near = nearName(name, [...all.keys()]);
  throw new Failure(
    'template-value',
    `there is no such ${kind}`,
    near === null ? undefined : `did you mean "${near}"?`,
  );
}
