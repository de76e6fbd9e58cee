import type { SourceRange } from '../domain/diagnostic.ts';
import type { HostMemory } from '../domain/run-plan.ts';
import type { Scope } from '../domain/template.ts';
import { holdsName } from '../domain/name-patterns.ts';
import { isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { factOf } from '../modules/setup/fact-names.ts';
import { TemplateError } from '../template/evaluate.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { Fill } from './fill.ts';
import { NotYetKnown } from './signals.ts';

/** A variable as it was written. */
export interface Definition {
  readonly fill: Fill;
  readonly range: SourceRange;
}

export type Layer = (name: string) => Definition | undefined;

/** Where names come from, strongest first. */
export interface ScopeSources {
  readonly special: (name: string) => Value | undefined;
  /** Loop variables, and the result of the task that is judged. */
  readonly local: ReadonlyMap<string, Value>;
  readonly extra: Layer;
  readonly memory: HostMemory;
  /** Of task, blocks and play, strongest first. */
  readonly layers: readonly Layer[];
  /** Of the inventory, strongest first: what is gathered of the host itself beats them. */
  readonly inventory: readonly Layer[];
  /** What is there when nobody says otherwise: `ansible_host`. */
  readonly defaults: ReadonlyMap<string, Value>;
}

/**
 * The variables of one host at one task, worked out when they are read, each once. `get` throws NotYetKnown, and
 * TemplateError for a variable that cannot be worked out; one that uses an undefined variable is undefined itself.
 */
export class HostScope implements Scope {
  readonly #sources: ScopeSources;
  readonly #known = new Map<string, Value | undefined>();
  readonly #open: string[] = [];
  readonly #causes = new Map<string, TemplateError>();
  #missing: string | null = null;
  constructor(sources: ScopeSources) {
    this.#sources = sources;
  }

  /** The name that was last found undefined, and the error inside its definition if it has one. */
  get missing(): { readonly name: string; readonly cause: TemplateError | null } | null {
    return this.#missing === null ? null : { name: this.#missing, cause: this.#causes.get(this.#missing) ?? null };
  }

  has(name: string): boolean {
    const { special, local } = this.#sources;
    return special(name) !== undefined || local.has(name) || this.#isWritten(name);
  }

  get(name: string): Value | undefined {
    const { special, local } = this.#sources;
    const value = local.has(name) ? local.get(name) : (special(name) ?? this.#lookUp(name));
    this.#missing = value === undefined ? name : null;
    return value;
  }

  /** Where the value that counts was written; null where it is learned, or nobody wrote it. */
  definitionOf(name: string): Definition | null {
    const { local, special, extra, memory } = this.#sources;
    if (local.has(name) || special(name) !== undefined) return null;
    const forced = extra(name);
    if (forced !== undefined) return forced;
    const found = holdsName(memory.pending, name) || memory.values.has(name) ? undefined : this.#found(name);
    return found?.kind === 'definition' ? found.definition : null;
  }

  #isWritten(name: string): boolean {
    const { extra, memory, defaults } = this.#sources;
    if (extra(name) !== undefined) return true;
    if (holdsName(memory.pending, name)) throw new NotYetKnown(name);
    return memory.values.has(name) || this.#found(name) !== undefined || defaults.has(name);
  }

  #lookUp(name: string): Value | undefined {
    const { extra, memory, defaults } = this.#sources;
    const forced = extra(name);
    if (forced !== undefined) return this.#workOut(name, forced);
    // What an earlier task set may be about to be set again.
    if (holdsName(memory.pending, name)) throw new NotYetKnown(name);
    const learned = memory.values.get(name);
    if (learned !== undefined) return learned;
    const found = this.#found(name);
    if (found === undefined) return defaults.get(name);
    return found.kind === 'fact' ? found.value : this.#workOut(name, found.definition);
  }

  #found(name: string): Found | undefined {
    const { layers, inventory } = this.#sources;
    return firstOf(layers, name) ?? this.#factNamed(name) ?? firstOf(inventory, name);
  }

  /** `ansible_kernel` where the host's kernel was gathered. */
  #factNamed(name: string): Found | undefined {
    const fact = factOf(name);
    if (fact === null) return undefined;
    const { memory } = this.#sources;
    if (holdsName(memory.pending, 'ansible_facts')) throw new NotYetKnown('ansible_facts');
    const facts = memory.values.get('ansible_facts');
    const value = facts !== undefined && isMapping(facts) ? facts.get(fact) : undefined;
    return value === undefined ? undefined : { kind: 'fact', value };
  }

  #workOut(name: string, definition: Definition): Value | undefined {
    if (definition.fill.kind === 'literal') return definition.fill.value;
    if (this.#known.has(name)) return this.#known.get(name);
    if (this.#open.includes(name)) throw cycle(this.#open.slice(this.#open.indexOf(name)), definition.range);
    this.#open.push(name);
    try {
      const value = this.#evaluate(name, definition.fill);
      this.#known.set(name, value);
      return value;
    } finally {
      this.#open.pop();
    }
  }

  /** As in Ansible, `default` and `is defined` see through a variable that is itself undefined. */
  #evaluate(name: string, fill: Fill): Value | undefined {
    try {
      return evaluateFill(fill, this);
    } catch (error) {
      if (!(error instanceof TemplateError) || error.diagnostic.code !== 'undefined-variable') throw error;
      this.#causes.set(name, this.#deepest(error));
      return undefined;
    }
  }

  #deepest(error: TemplateError): TemplateError {
    return this.missing?.cause ?? error;
  }
}

type Found =
  | { readonly kind: 'definition'; readonly definition: Definition }
  | { readonly kind: 'fact'; readonly value: Value };

function firstOf(layers: readonly Layer[], name: string): Found | undefined {
  for (const layer of layers) {
    const definition = layer(name);
    if (definition !== undefined) return { kind: 'definition', definition };
  }
  return undefined;
}

function cycle(names: readonly string[], range: SourceRange): TemplateError {
  const [first = ''] = names;
  return new TemplateError({
    severity: 'error',
    code: 'variable-cycle',
    summary: `the variable \`${first}\` uses itself: ${[...names, first].join(' → ')}`,
    range,
  });
}
