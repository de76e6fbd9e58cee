import { z } from 'zod';

import type { RegisteredModule } from './registered.ts';

/** What a schema says of one parameter, in words of the operator. */
export interface ParameterWords {
  /** `absolute path`, `one of started, stopped`, `list of text`. */
  readonly type: string;
  readonly required: boolean;
  /** As it would be written in YAML; null without one. */
  readonly default: string | null;
}

export const parameterWords = (schema: z.core.$ZodType): ParameterWords => ({
  type: typeWords(schema),
  required: !z.safeParse(schema, undefined).success,
  default: defaultWords(schema),
});

/** What a parameter is for, and what may stand there. */
export function parameterMeaning(
  { words, parameterAliases }: Pick<RegisteredModule, 'words' | 'parameterAliases'>,
  name: string,
  schema: z.core.$ZodType,
): string {
  const { type, required, default: usual } = parameterWords(schema);
  const fixed = usual === null ? (required ? '; required' : '') : `; default ${usual}`;
  const others = Object.keys(parameterAliases).filter((other) => parameterAliases[other] === name);
  const also = others.length === 0 ? '' : `; also ${others.join(', ')}`;
  return `${words.parameters[name] ?? ''} (${type}${fixed}${also})`;
}

function typeWords(schema: z.core.$ZodType): string {
  const own = z.globalRegistry.get(schema)?.['words'];
  if (typeof own === 'string') return own;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return typeWords(schema.def.innerType);
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return choices(schema);
  if (schema instanceof z.ZodPipe) return pipeWords(schema);
  if (schema instanceof z.ZodArray) return `list of ${typeWords(schema.def.element)}`;
  if (schema instanceof z.ZodUnion) return unionWords(schema);
  return plainWords(schema);
}

/** Preprocessing turns one item into a list of one; other pipes are read at their entrance. */
function pipeWords({ def }: z.ZodPipe): string {
  if (def.in instanceof z.ZodAny) return typeWords(def.out);
  if (!(def.in instanceof z.ZodTransform)) return typeWords(def.in);
  return def.out instanceof z.ZodArray ? `${typeWords(def.out.def.element)}, or a list of them` : typeWords(def.out);
}

const choices = (schema: z.ZodEnum | z.ZodLiteral): string => {
  const values = schema instanceof z.ZodEnum ? schema.options : [...schema.values];
  return values.length === 1 ? `only ${String(values[0])}` : `one of ${values.map(String).join(', ')}`;
};

const unionWords = ({ def }: z.ZodUnion): string =>
  [...new Set(def.options.map(typeWords))].filter((words) => words !== hidden).join(', ');

/** Secrets and floats are no types of their own to the operator. */
const hidden = 'text or number';

function plainWords(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodNumber || schema instanceof z.ZodBigInt) return 'number';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodObject) return 'mapping';
  return schema instanceof z.ZodCustom ? hidden : 'any value';
}

/** What stands in for a parameter that is left out, as it would be written: seconds are no milliseconds. */
export function defaultValue(schema: z.core.$ZodType): unknown {
  if (!(schema instanceof z.ZodDefault)) return undefined;
  const value: unknown = schema.def.defaultValue;
  const isTime = z.globalRegistry.get(schema.def.innerType)?.['words'] === 'seconds';
  return isTime && typeof value === 'number' ? value / 1000 : value;
}

function defaultWords(schema: z.core.$ZodType): string | null {
  const value = defaultValue(schema);
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (isEmpty || value === undefined) return null;
  return typeof value === 'string'
    ? value
    : JSON.stringify(value)
        .replaceAll(/[\\"[\]]/g, '')
        .replaceAll(',', ', ');
}
