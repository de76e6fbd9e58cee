/**
 * JSON Schema (draft 7) as editors read it: `errorMessage`, `doNotSuggest` and `deprecationMessage` are words of the
 * YAML language server, which other validators pass over.
 */
export type EditorSchema = Readonly<Record<string, unknown>>;

/** Text with a template in it, which may become anything. */
export const template: EditorSchema = { type: 'string', pattern: String.raw`\{\{|\{%` };

/** The same, or a template that gives it. */
export function orTemplate(schema: EditorSchema): EditorSchema {
  const forms = alternativesOf(schema).filter((form) => !isTemplate(form));
  return forms.some(takesAnyText) ? unionOf(forms) : { anyOf: [...forms, template] };
}

/** Flat, and each form once. */
export function unionOf(forms: readonly EditorSchema[]): EditorSchema {
  const different = [...new Map(forms.flatMap(alternativesOf).map((form) => [JSON.stringify(form), form])).values()];
  const [only] = different;
  return different.length === 1 && only !== undefined ? only : { anyOf: different };
}

/** true and false, and the words that are read as them with a warning; only true and false are proposed. */
export const switchForm: EditorSchema = {
  type: ['boolean', 'string'],
  pattern: '^(?:[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$',
  errorMessage: 'must be true or false',
};

export const textForm: EditorSchema = { type: ['string', 'number'] };

/** One, or a list of them. */
export const oneOrMore = (schema: EditorSchema): EditorSchema => unionOf([schema, { type: 'array', items: schema }]);

/** A schema for values that meet the condition, and one for the others. */
export const eitherForm = (condition: EditorSchema, yes: EditorSchema, no: EditorSchema): EditorSchema => ({
  if: condition,
  // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema; nobody awaits a schema
  then: yes,
  else: no,
});

/** A word that is known and not taken: the editor says why. */
export const refusedWord = (why: string): EditorSchema => ({
  description: why,
  doNotSuggest: true,
  errorMessage: why,
  const: 'not part of the language',
});

/** A union inside a union is one union. */
function alternativesOf(schema: EditorSchema): readonly EditorSchema[] {
  const { anyOf, ...others } = schema;
  return Array.isArray(anyOf) && Object.keys(others).length === 0 ? anyOf.map(asSchema) : [schema];
}

/** For a part of a schema; what is none says nothing. */
export const asSchema = (value: unknown): EditorSchema =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const isTemplate = (schema: EditorSchema): boolean => schema['pattern'] === template['pattern'];

function takesAnyText(schema: EditorSchema): boolean {
  if (Object.keys(schema).every((key) => notes.has(key))) return true;
  const { type } = schema;
  const isText = type === 'string' || (Array.isArray(type) && type.includes('string'));
  return isText && !('pattern' in schema || 'enum' in schema || 'const' in schema);
}

/** Keys that hold nobody back. */
const notes: ReadonlySet<string> = new Set(['description', 'default', 'errorMessage']);
