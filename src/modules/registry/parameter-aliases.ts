import type { ParameterIssue } from './issues.ts';

/** Other names of parameters, each with the parameter that it stands for. */
export type Aliases = Readonly<Record<string, string>>;

interface Canonical<Input> {
  /** The input under the parameters' own names. */
  readonly value: Input;
  /** Parameters that were written under another name, with that name. */
  readonly names: ReadonlyMap<string, string>;
  /** One parameter that was written twice. */
  readonly twice: readonly ParameterIssue[];
}

/** `others`: names that were written besides, whose values are not known yet. */
export function inCanon<Input>(input: Input, aliases: Aliases, others: readonly string[] = []): Canonical<Input> {
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  const written = [...keys, ...others];
  const used = written.filter((name) => Object.hasOwn(aliases, name));
  if (used.length === 0 || !isPlainObject(input)) return { value: input, names: new Map(), twice: [] };
  const canonical = (name: string): string => (Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name);
  const twice = used.filter((name) => written.some((other) => other !== name && canonical(other) === canonical(name)));
  return {
    value: Object.fromEntries(Object.entries(input).map(([name, value]) => [canonical(name), value])) as Input,
    names: new Map(used.map((name) => [canonical(name), name])),
    twice: twice.map((name) => ({
      code: 'bad-value',
      path: [name],
      message: `is another name of ${canonical(name)}: give one of them`,
      near: [],
    })),
  };
}

/** Issues under the names that the operator wrote. */
export const inWritten = (
  issues: readonly ParameterIssue[],
  names: ReadonlyMap<string, string>,
): readonly ParameterIssue[] =>
  issues.map((issue) => ({
    ...issue,
    path: issue.path.map((step, at) => (at === 0 && typeof step === 'string' ? (names.get(step) ?? step) : step)),
  }));

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Map.prototype;
