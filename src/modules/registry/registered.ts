import type { z } from 'zod';

import { bind, type BoundModule } from '../../domain/bound.ts';
import type { ControllerModule, ControllerResult, Module, SourceKind } from '../../domain/module.ts';
import { inCanon, inWritten, type Aliases } from './parameter-aliases.ts';
import { checkParameters, parseParameters, parameterNames, type Checked, type ParameterIssue } from './check.ts';
import { wordsOf } from '../words/index.ts';
import type { ModuleWords } from '../words/module-words.ts';

interface Described {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly examples: readonly string[];
  /** What parameters and results mean. */
  readonly words: ModuleWords;
  /** For docs and the editors' schema. */
  readonly schema: z.ZodType;
  /** Names in the order they are documented; empty with `open`. */
  readonly parameters: readonly string[];
  /** Any name is a parameter (set_fact). */
  readonly open: boolean;
  /** The module also takes one bare text instead of a mapping (`command: some words`). */
  readonly freeForm: boolean;
  /** Other names of parameters, each with the one in `parameters`. */
  readonly parameterAliases: Aliases;
  /** Parameters that the binder replaces by a ControllerFile. */
  readonly sources: Readonly<Record<string, SourceKind>>;
  /** Parameters that the binder replaces by an EvaluatedExpression (each item, when it is a list). */
  readonly expressions: readonly string[];
  /**
   * Before anything is connected: `literal` holds the values that contain no template (plain JS, as for `bind`),
   * `templated` the names of the others. Finds unknown and missing names and wrong values. Parameters in `sources`
   * and `expressions` belong to `templated` until they are replaced.
   */
  check(literal: Readonly<Record<string, unknown>> | string, templated?: readonly string[]): readonly ParameterIssue[];
}

export interface HostModule extends Described {
  readonly kind: 'host';
  /** Parameters in which floats stay `Float`. */
  readonly data: readonly string[];
  /** Its entries may carry controls: it says what they guarantee. */
  readonly claims: boolean;
  /** `input`: a plain object of plain JS values, a text where `freeForm`, or null for no parameters. */
  bind(input: unknown): Checked<BoundModule>;
}

export interface RegisteredControllerModule extends Described {
  readonly kind: 'controller';
  evaluate(input: unknown): Checked<ControllerResult>;
}

/** A module with `Params` and `State` hidden inside, so that all kinds fit one registry. */
export type RegisteredModule = HostModule | RegisteredControllerModule;

export function hostModule<Params, State>(module: Module<Params, State>, words = wordsOf(module.name)): HostModule {
  return {
    ...described(module, words),
    kind: 'host',
    sources: module.sources ?? {},
    data: module.data ?? [],
    claims: module.claims !== undefined,
    bind: (input) => {
      const { names, twice, value } = inCanon(input, module.parameterAliases ?? {});
      if (twice.length > 0) return { ok: false, issues: twice };
      const params = parseParameters(module.params, value);
      return params.ok
        ? { ok: true, value: bind(module, params.value) }
        : { ok: false, issues: inWritten(params.issues, names) };
    },
  };
}

export function controllerModule<Params>(
  module: ControllerModule<Params>,
  words = wordsOf(module.name),
): RegisteredControllerModule {
  return {
    ...described(module, words),
    kind: 'controller',
    sources: {},
    evaluate: (input) => {
      const params = parseParameters(module.params, input);
      return params.ok ? { ok: true, value: module.evaluate(params.value) } : params;
    },
  };
}

type Describable = Pick<ControllerModule<unknown>, 'name' | 'aliases' | 'summary' | 'examples' | 'expressions'> & {
  readonly params: z.ZodType;
  readonly parameterAliases?: Aliases;
};

function described(module: Describable, words: ModuleWords): Omit<Described, 'sources'> {
  const aliases = module.parameterAliases ?? {};
  return {
    name: module.name,
    aliases: module.aliases ?? [],
    summary: module.summary,
    examples: module.examples,
    words,
    schema: module.params,
    expressions: module.expressions ?? [],
    parameterAliases: aliases,
    check: (literal, templated = []) => {
      const { names, twice, value } = inCanon(literal, aliases, templated);
      const written = templated.map((name) => aliases[name] ?? name);
      return [...twice, ...inWritten(checkParameters(module.params, value, written), names)];
    },
    ...parameterNames(module.params),
  };
}
