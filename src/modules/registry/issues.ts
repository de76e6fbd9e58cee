import type { z } from 'zod';

import { near } from '../../domain/near.ts';
import { Secret } from '../../domain/secret.ts';

/** One mistake in the parameters of a task. `path` leads to the value: `['mode']`, `['path', 1]`; empty: the whole. */
export interface ParameterIssue {
  readonly code: 'unknown-parameter' | 'missing-parameter' | 'bad-value';
  readonly path: readonly (string | number)[];
  /** Follows the parameter's name: `must be true or false`. */
  readonly message: string;
  /** Names that may have been meant, nearest first. */
  readonly near: readonly string[];
}

/** zod's issues in the words of the operator. `known` are the module's parameters. */
export function issuesOf(error: z.core.$ZodError, input: unknown, known: readonly string[]): readonly ParameterIssue[] {
  return error.issues.flatMap((issue) => {
    const { path, value } = locate(input, issue.path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknown(key, path.length === 0 ? known : [], path));
    if (value === undefined && (issue.code !== 'custom' || issue.message.startsWith('must ')))
      return [missing(path.at(-1) ?? 'value', path)];
    return [{ code: 'bad-value', path, ...wording(issue, value) }];
  });
}

export const unknown = (
  name: string,
  known: readonly string[],
  path: readonly (string | number)[] = [],
): ParameterIssue => ({
  code: 'unknown-parameter',
  path: [...path, name],
  message: 'is not a parameter here',
  near: near(name, known),
});

export const missing = (name: string | number, path: readonly (string | number)[] = [name]): ParameterIssue => ({
  code: 'missing-parameter',
  path,
  message: 'is required',
  near: [],
});

function wording(issue: z.core.$ZodIssue, value: unknown): { message: string; near: readonly string[] } {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return { message: `must be ${typeWords[issue.expected] ?? issue.expected}, not ${kindOf(value)}`, near: [] };
  }
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    const options = issue.values.map(String);
    return {
      message: `must be ${options.length === 1 ? '' : 'one of '}${options.join(', ')}`,
      near: typeof value === 'string' ? near(value, options) : [],
    };
  }
  if (issue.code === 'invalid_key') return { message: issue.issues[0]?.message ?? issue.message, near: [] };
  return { message: issue.message, near: [] };
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Secret) return 'a secret';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

/** The value that a path of the schema leads to, and the path in what was written: one item for a list has no index. */
function locate(input: unknown, path: readonly PropertyKey[]): { path: readonly (string | number)[]; value: unknown } {
  const walked: (string | number)[] = [];
  let value = input;
  for (const step of path) {
    if (
      typeof value !== 'object' ||
      value === null ||
      value instanceof Secret ||
      (typeof step === 'number' && !Array.isArray(value))
    )
      break;
    value = Reflect.get(value, step);
    walked.push(typeof step === 'symbol' ? String(step) : step);
  }
  return { path: walked, value };
}
