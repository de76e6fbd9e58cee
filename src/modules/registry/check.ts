import { z } from 'zod';

import { issuesOf, missing, unknown, type ParameterIssue } from './issues.ts';

export type { ParameterIssue } from './issues.ts';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly ParameterIssue[] };

/** All values are known. */
export function parseParameters<Params>(schema: z.ZodType<Params>, input: unknown): Checked<Params> {
  const given = input ?? {};
  const result = schema.safeParse(given);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, issues: issuesOf(result.error, given, knownNames(schema)) };
}

/** Some values still hang on templates: judges the names, and the values that are there. */
export function checkParameters(
  schema: z.ZodType,
  literal: Readonly<Record<string, unknown>> | string,
  templated: readonly string[],
): readonly ParameterIssue[] {
  if (typeof literal === 'string' || templated.length === 0) {
    const whole = parseParameters(schema, literal);
    return whole.ok ? [] : whole.issues;
  }
  const object = objectOf(schema);
  return object === null || isOpen(object) ? [] : checkPart(object.shape, literal, templated);
}

/** What a schema says of its names, for docs and completion. */
export function parameterNames(schema: z.ZodType): { parameters: readonly string[]; open: boolean; freeForm: boolean } {
  const object = objectOf(schema);
  return {
    parameters: knownNames(schema),
    open: object === null || isOpen(object),
    freeForm: schema.meta()?.['freeForm'] === true,
  };
}

function checkPart(
  shape: z.core.$ZodShape,
  literal: Readonly<Record<string, unknown>>,
  templated: readonly string[],
): readonly ParameterIssue[] {
  const known = Object.keys(shape);
  const given = [...Object.keys(literal), ...templated];
  return [
    ...given.filter((name) => !Object.hasOwn(shape, name)).map((name) => unknown(name, known)),
    ...Object.entries(shape).flatMap(([name, schema]) => {
      if (Object.hasOwn(literal, name)) return checkValue(schema, name, literal[name]);
      return given.includes(name) || z.safeParse(schema, undefined).success ? [] : [missing(name)];
    }),
  ];
}

function checkValue(schema: z.core.$ZodType, name: string, value: unknown): readonly ParameterIssue[] {
  const result = z.safeParse(schema, value);
  return result.success
    ? []
    : issuesOf(result.error, value, []).map((issue) => ({ ...issue, path: [name, ...issue.path] }));
}

const knownNames = (schema: z.ZodType): readonly string[] => Object.keys(objectOf(schema)?.shape ?? {});

/** The object inside preprocessing and transforms; null when the parameters are no object. */
export function objectOf(schema: z.core.$ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodPipe) return objectOf(schema.out) ?? objectOf(schema.in);
  return null;
}

const isOpen = (object: z.ZodObject): boolean =>
  object.def.catchall !== undefined && !(object.def.catchall instanceof z.ZodNever);
