import { z } from 'zod';

import { reveal, Secret } from '../../domain/secret.ts';
import { Float } from '../../domain/value.ts';
import { absolutePath } from '../params.ts';
import { guideText, meetsBounds } from './bounds.ts';
import { argsFolder, type Service, services } from '../../domain/k8s-snap.ts';
import { normaliserOf, serviceOfPath } from './component.ts';
import { unknownType } from './flag-types.ts';
import { magnitude } from '../../domain/measure.ts';
import type { Bounds, FlagRule } from './rule.ts';
import { isPlainValue } from './written-form.ts';

/** `name` is what people call it: the service, or the path. `live`: its unit and process are looked at too. */
export interface ArgsFileTarget {
  readonly name: string;
  readonly path: string;
  readonly service: Service | null;
  readonly live: boolean;
}

export interface ArgsTask {
  readonly target: ArgsFileTarget;
  readonly rules: readonly FlagRule[];
  readonly unknownFlags: 'refuse' | 'allow';
}

const unquotable =
  'must not contain ", \\, $, ` or control characters: k8sd compares args files with quotes taken off and nothing else';

/** Numbers and booleans become their text. */
const scalar = z
  .union([z.string(), z.number(), z.bigint(), z.boolean(), z.instanceof(Float), z.instanceof(Secret)], {
    error: 'must be text, a number or a boolean',
  })
  .transform((value) =>
    value instanceof Secret ? value : value instanceof Float ? floatText(value.value) : String(value),
  )
  .refine((value) => isPlainValue(reveal(value)), unquotable);

const open = scalar.refine((value) => !(value instanceof Secret), 'must not be a secret').transform(String);

const item = open.refine((text) => text !== '' && !text.includes(','), 'must be one item, without commas');

/** A list of items, or a mapping that stands for `key=value` items. */
const items = z
  .union([z.array(item), z.record(z.string(), open)], { error: 'must be a list of items, or a mapping' })
  .transform((given) => (Array.isArray(given) ? given : Object.entries(given).map(([key, value]) => `${key}=${value}`)))
  .refine((list) => list.length > 0, 'must not be empty');

const controls = z.array(z.string().min(1)).default([]);

const amount = open.refine(isAmount, 'must be a number, a duration such as 5m or a quantity such as 100Mi');

const writtenBounds = z.strictObject({
  at_least: amount.optional(),
  at_most: amount.optional(),
  one_of: z.array(open).min(1, 'must not be empty').optional(),
  contains: items.optional(),
  set: z
    .literal(true, { error: 'must be true (the flag must have a value); for a certain value say one_of: [value]' })
    .optional(),
  file: z.literal(true, { error: 'must be true (the value must name a file that the machine keeps)' }).optional(),
  only: items.optional(),
  starts_with: z.array(open).min(1, 'must not be empty').optional(),
  unset: z.literal('passes', { error: 'must be passes (or left out: the flag must have a value)' }).optional(),
  zero: z.enum(['off', 'unlimited', 'value']).default('value'),
  default: open.optional(),
  controls,
});

const bounds = writtenBounds.transform(({ controls: ids, ...written }, context) => {
  const given = boundsOf(written);
  return checked({ bounds: given, controls: ids }, boundsProblem(given), context);
});

/** What is only looked at: bounds without anything to write, or `absent: true`. */
const checkEntry = z.union(
  [
    z
      .strictObject({ absent: z.literal(true), controls })
      .transform(({ controls: ids }) => ({ kind: 'check', bounds: null, controls: ids }) as const),
    z
      .strictObject({ without: items, controls })
      .transform(({ without, controls: ids }) => ({ kind: 'check-without', items: without, controls: ids }) as const),
    writtenBounds.omit({ default: true }).transform(({ controls: ids, ...written }, context) => {
      const given = boundsOf(written);
      return checked({ kind: 'check', bounds: given, controls: ids } as const, conditionProblem(given), context);
    }),
  ],
  { error: 'must be bounds without default, {without, controls} or {absent: true, controls}' },
);

/** An entry may carry the controls that it meets: `{value: …, controls: […]}`. */
const setEntry = z.union(
  [
    scalar.transform((value) => ({ value, controls: [] })),
    z.strictObject({ value: z.union([scalar, items.transform((list) => list.join(','))]), controls }),
    z.array(item).transform((list) => ({ value: list.join(','), controls: [] })),
  ],
  {
    error: 'must be text without ", \\, $, ` and control characters, a number, a boolean, a list, or {value, controls}',
  },
);

const itemsEntry = z.union(
  [z.strictObject({ items, controls }), items.transform((list) => ({ items: list, controls: [] }))],
  {
    error: 'must be a list of items without commas, a mapping, or {items, controls}',
  },
);

const absentEntry = z.union([
  z.strictObject({ flag: z.string(), controls }),
  z.string().transform((name) => ({ flag: name, controls: [] })),
]);

const written = z.strictObject({
  service: z.enum(services).optional(),
  path: absolutePath.optional(),
  set: z.record(z.string(), setEntry).default({}),
  ensure: z.record(z.string(), bounds).default({}),
  merge: z.record(z.string(), itemsEntry).default({}),
  remove: z.record(z.string(), itemsEntry).default({}),
  absent: z.array(absentEntry).default([]),
  check: z.record(z.string(), checkEntry).default({}),
  unknown_flags: z.enum(['refuse', 'allow']).default('refuse'),
});

export const argsFileParams = written
  .refine(
    (given) => (given.service === undefined) !== (given.path === undefined),
    'needs service or path, and not both',
  )
  .transform((given, context): ArgsTask => {
    const rules = rulesOf(given);
    return checked({ target: targetOf(given), rules, unknownFlags: given.unknown_flags }, rulesProblem(rules), context);
  });

type Written = z.output<typeof written>;

/** The value, unless there is a problem to report. */
function checked<T>(value: T, problem: string | null, context: z.RefinementCtx): T {
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  return value;
}

function targetOf({ service, path = '' }: Written): ArgsFileTarget {
  if (service === undefined) return { name: path, path, service: serviceOfPath(path), live: false };
  return { name: service, path: `${argsFolder}/${service}`, service, live: true };
}

/** In the order in which they are applied: what is replaced, then what is checked, then what is added and taken away. */
function rulesOf(given: Written): readonly FlagRule[] {
  const normalise = normaliserOf(targetOf(given).service);
  const nameOf = (written: string): string => normalise(written.replace(/^--?/, ''));
  const entries = <Entry>(record: Readonly<Record<string, Entry>>) =>
    Object.entries(record).map(([name, entry]) => ({ flag: nameOf(name), ...entry }));
  return [
    ...entries(given.set).map((entry) => ({ kind: 'set', ...entry }) as const),
    ...given.absent.map(
      ({ flag: name, controls: ids }) => ({ kind: 'absent', flag: nameOf(name), controls: ids }) as const,
    ),
    ...entries(given.ensure).map((entry) => ({ kind: 'ensure', ...entry }) as const),
    ...entries(given.merge).map((entry) => ({ kind: 'merge', ...entry }) as const),
    ...entries(given.remove).map((entry) => ({ kind: 'remove', ...entry }) as const),
    ...entries(given.check),
  ];
}

function rulesProblem(rules: readonly FlagRule[]): string | null {
  const bad = rules.find(({ flag: name }) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name));
  if (bad !== undefined) return `${JSON.stringify(bad.flag)} is not the name of a flag`;
  for (const [name, group] of Map.groupBy(rules, (rule) => rule.flag)) {
    if (group.length > 1 && group.some(({ kind }) => kind === 'set' || kind === 'absent'))
      return `--${name} is set or absent, and named elsewhere too`;
    if (new Set(group.map(({ kind }) => kind)).size < group.length) return `--${name} is written twice`;
    if (overlap(group)) return `--${name}: an item is both wanted and removed`;
  }
  return null;
}

function overlap(group: readonly FlagRule[]): boolean {
  const removed = group.flatMap((rule) => (rule.kind === 'remove' ? rule.items : []));
  const wanted = group.flatMap((rule) =>
    rule.kind === 'merge' ? rule.items : rule.kind === 'ensure' ? [...(rule.bounds.contains ?? [])] : [],
  );
  return wanted.some((text) => removed.includes(text) || removed.includes(text.replace(/=[^]*$/, '')));
}

function boundsOf(
  given: Omit<z.output<typeof writtenBounds>, 'controls' | 'default'> & { readonly default?: string | undefined },
): Bounds {
  const oneOf = someOf(given.one_of);
  const only = someOf(given.only);
  const startsWith = someOf(given.starts_with);
  return {
    zero: given.zero,
    ...(given.at_least !== undefined && { atLeast: given.at_least }),
    ...(given.at_most !== undefined && { atMost: given.at_most }),
    ...(oneOf !== null && { oneOf }),
    ...(given.contains !== undefined && { contains: given.contains }),
    ...(given.set !== undefined && { set: given.set }),
    ...(given.file !== undefined && { file: given.file }),
    ...(only !== null && { only }),
    ...(startsWith !== null && { startsWith }),
    ...(given.unset !== undefined && { unset: given.unset }),
    ...(given.default !== undefined && { default: given.default }),
  };
}

function someOf(list: readonly string[] | undefined): readonly [string, ...string[]] | null {
  const [first, ...others] = list ?? [];
  return first === undefined ? null : [first, ...others];
}

function conditionProblem({ atLeast, atMost, oneOf, contains, set, file, only, startsWith }: Bounds): string | null {
  return [atLeast, atMost, oneOf, contains, set, file, only, startsWith].every((condition) => condition === undefined)
    ? 'needs at_least, at_most, one_of, contains, only, starts_with, file or set'
    : null;
}

function boundsProblem(given: Bounds): string | null {
  const missing = conditionProblem(given);
  if (missing !== null) return missing;
  const { contains, set, file, only, default: guide } = given;
  const value = guideText(given);
  if (value === null)
    return (set ?? file) === true && contains === undefined
      ? 'needs default: what to write where the flag has no value'
      : null;
  if (contains?.some((item) => only?.includes(item) === false) === true)
    return 'contradicts itself: contains has an item that only has not';
  const { contains: _, ...scalarBounds } = given;
  if (meetsBounds({ kind: 'single', text: value }, scalarBounds, unknownType)) return null;
  return guide === undefined
    ? 'contradicts itself: no value is written that meets it'
    : `default ${guide} does not meet it`;
}

function isAmount(text: string): boolean {
  return (['integer', 'duration', 'quantity'] as const).some((unit) => magnitude(text, unit) !== null);
}

const floatText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
