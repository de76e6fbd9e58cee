import { z } from 'zod';

import { asSchema, oneOrMore, orTemplate, unionOf, type EditorSchema } from '../../domain/editor-schema.ts';
import { objectOf } from './check.ts';
import { defaultValue, parameterMeaning } from './parameter-words.ts';
import type { RegisteredModule } from './registered.ts';

/** What may stand under a module's name in a task: its parameters, each a value or a template. */
export function moduleSchema(module: RegisteredModule): EditorSchema {
  const whole = parametersSchema(module);
  const forms = [
    whole,
    ...(module.freeForm ? [{ type: 'string', minLength: 1 }] : []),
    ...(takesNothing(module) ? [{ type: 'null' }] : []),
  ];
  const description = [`${module.summary}.`, ...module.words.notes].join('\n\n');
  return forms.length === 1 ? { ...whole, description } : { description, anyOf: forms };
}

function parametersSchema(module: RegisteredModule): EditorSchema {
  const object = objectOf(module.schema);
  if (object === null || module.open) return { type: 'object' };
  const { required: wanted } = asSchema(z.toJSONSchema(object, conversion));
  const required = Array.isArray(wanted) ? wanted.map(String) : [];
  const known = Object.entries(object.shape).map(
    ([name, schema]) => [name, parameterSchema(module, name, schema)] as const,
  );
  const properties = new Map(known);
  const others = Object.entries(module.parameterAliases).map(
    ([name, of]) => [name, { ...properties.get(of), description: `Another name of ${of}.` }] as const,
  );
  return {
    type: 'object',
    properties: Object.fromEntries([...known, ...others]),
    ...needed(module, required),
    additionalProperties: false,
  };
}

/** A parameter that has other names is there under any of them. */
function needed({ parameterAliases }: RegisteredModule, required: readonly string[]): EditorSchema {
  const namesOf = (of: string): readonly string[] => [
    of,
    ...Object.keys(parameterAliases).filter((name) => parameterAliases[name] === of),
  ];
  const plain = required.filter((name) => namesOf(name).length === 1);
  const named = required.filter((name) => !plain.includes(name));
  return {
    ...(plain.length > 0 && { required: plain }),
    ...(named.length > 0 && {
      allOf: named.map((name) => ({ anyOf: namesOf(name).map((one) => ({ required: [one] })) })),
    }),
  };
}

/** Files of the controller and expressions are written as text, whatever the binder makes of them. */
function parameterSchema(module: RegisteredModule, name: string, schema: z.core.$ZodType): EditorSchema {
  const description = parameterMeaning(module, name, schema);
  if (module.sources[name] === 'command') return { description, ...oneOrMore({ type: 'string' }) };
  if (Object.hasOwn(module.sources, name)) return { description, type: 'string' };
  if (module.expressions.includes(name))
    return { description, ...oneOrMore({ type: ['string', 'boolean', 'number'] }) };
  return { description, ...defaultOf(schema), ...asWritten(asSchema(z.toJSONSchema(schema, conversion))) };
}

/** What an editor may write for the operator. */
function defaultOf(schema: z.core.$ZodType): EditorSchema {
  const value = defaultValue(schema);
  return ['string', 'number', 'boolean'].includes(typeof value) ? { default: value } : {};
}

const conversion: Parameters<typeof z.toJSONSchema>[1] = {
  target: 'draft-7',
  io: 'input',
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }) => {
    // What is no data of YAML (a secret, a float of ours) says nothing here.
    if (zodSchema instanceof z.ZodCustom || zodSchema instanceof z.ZodBigInt) jsonSchema['hidden'] = true;
    if (!(zodSchema instanceof z.ZodPipe)) return;
    const { in: first, out } = zodSchema.def;
    if (first instanceof z.ZodTransform && jsonSchema.type === 'array') jsonSchema['oneOrMore'] = true;
    if (first instanceof z.ZodAny) Object.assign(jsonSchema, z.toJSONSchema(out, conversion));
  },
};

/** A schema of zod's with a template wherever one may stand, and without what editors cannot use. */
function asWritten(schema: EditorSchema): EditorSchema {
  if (schema['words'] === 'true or false')
    return orTemplate({
      type: ['boolean', 'string', 'integer'],
      pattern: truthWords,
      minimum: 0,
      maximum: 1,
      errorMessage: 'must be true or false',
    });
  if (schema['words'] === 'absolute path')
    return orTemplate({ type: 'string', pattern: '^/', errorMessage: 'must be an absolute path: start it with /' });
  if (Array.isArray(schema['anyOf'])) return orTemplate(unionOf(visible(schema['anyOf'].map(asSchema)).map(asWritten)));
  if (schema['type'] === 'array') return orTemplate(listForm(schema));
  return orTemplate(schema['type'] === 'object' ? mappingForm(schema) : leafForm(schema));
}

const truthWords = '^(?:yes|no|on|off|[Tt]rue|[Ff]alse|y|n|1|0)$';

const visible = (options: readonly EditorSchema[]): readonly EditorSchema[] =>
  options.filter((option) => option['hidden'] !== true);

function listForm({ items, minItems, oneOrMore: isOptional }: EditorSchema): EditorSchema {
  const item = asWritten(asSchema(items));
  const listed = { type: 'array', items: item, ...(minItems !== undefined && { minItems }) };
  return isOptional === true ? unionOf([item, listed]) : listed;
}

function mappingForm({ properties, required, propertyNames, additionalProperties }: EditorSchema): EditorSchema {
  const known = Object.entries(asSchema(properties)).map(([name, one]) => [name, asWritten(asSchema(one))] as const);
  const pattern = asSchema(propertyNames)['pattern'];
  return {
    type: 'object',
    ...(known.length > 0 && { properties: Object.fromEntries(known) }),
    ...(required !== undefined && { required }),
    ...(pattern !== undefined && { propertyNames: { pattern } }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? asWritten(asSchema(additionalProperties)) : false,
    }),
  };
}

/** zod says of every whole number how far JavaScript counts. */
function leafForm({
  type,
  enum: choices,
  const: only,
  pattern,
  minLength,
  minimum,
  maximum,
}: EditorSchema): EditorSchema {
  return Object.fromEntries(
    Object.entries({
      type,
      enum: choices,
      const: only,
      pattern,
      minLength,
      minimum: minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum,
      maximum: maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum,
    }).filter(([, value]) => value !== undefined),
  );
}

/** Without parameters: `ping:` */
function takesNothing(module: RegisteredModule): boolean {
  return z.safeParse(module.schema, {}).success;
}
