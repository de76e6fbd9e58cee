import type { Host } from '../domain/inventory.ts';
import type { NameUse } from '../domain/template.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { usesOf } from './fill.ts';
import type { Fill } from './fill.ts';
import type { VarTable } from './model.ts';
import { hostSpecials } from './special-vars.ts';
import type { Variables } from './variables.ts';

/** Read by every task that does not say itself who it runs as. */
const ALWAYS_READ = ['ansible_become', 'ansible_become_user', 'ansible_become_method'];

/** Every definition of every variable, so that hosts that are the same to a task need to be looked at once. */
export class Definitions {
  readonly #variables: Variables;
  readonly #byName = new Map<string, Set<YamlNode>>();
  readonly #tables = new Set<VarTable>();
  readonly #ids = new Map<YamlNode, number>();
  constructor(variables: Variables, hosts: Iterable<Host>) {
    this.#variables = variables;
    for (const host of hosts) for (const { vars } of host.layers) this.add(vars);
  }

  add(table: VarTable): void {
    if (this.#tables.has(table)) return;
    this.#tables.add(table);
    for (const [name, node] of table) {
      const known = this.#byName.get(name);
      if (known === undefined) this.#byName.set(name, new Set([node]));
      else known.add(node);
    }
  }

  get names(): readonly string[] {
    return [...this.#byName.keys(), ...this.#variables.extra.keys()];
  }

  has(name: string): boolean {
    return this.#byName.has(name) || this.#variables.extra.has(name);
  }

  /** What is written of a variable, wherever it stands. */
  fillsOf(name: string): readonly Fill[] {
    const extra = this.#variables.extra.get(name);
    const nodes = [...(this.#byName.get(name) ?? [])];
    return [...nodes.map((node) => this.#variables.fills.of(node)), ...(extra === undefined ? [] : [extra.fill])];
  }

  /** These names, and all variables that read one of them. */
  readersOf(names: readonly string[]): ReadonlySet<string> {
    const readers = new Set(names);
    const uses = this.names.map((name) => [name, this.fillsOf(name).flatMap(usesOf)] as const);
    let before = -1;
    while (before !== readers.size) {
      before = readers.size;
      for (const [name, used] of uses) if (used.some((use) => readers.has(use.name))) readers.add(name);
    }
    return readers;
  }

  /** The names with all that their definitions read in turn. */
  closure(names: Iterable<string>): readonly string[] {
    const reached = new Set([...names, ...ALWAYS_READ]);
    for (const name of reached) {
      for (const node of this.#byName.get(name) ?? [])
        for (const use of usesOf(this.#variables.fills.of(node))) reached.add(use.name);
      const extra = this.#variables.extra.get(name);
      for (const use of extra === undefined ? [] : usesOf(extra.fill)) reached.add(use.name);
    }
    return [...reached];
  }

  /** The uses with all that the definitions of these names read in turn. */
  reach(uses: readonly NameUse[]): readonly NameUse[] {
    const reached = [...uses];
    const names = new Set<string>();
    for (const { name } of reached) {
      if (names.has(name)) continue;
      names.add(name);
      for (const node of this.#byName.get(name) ?? []) reached.push(...usesOf(this.#variables.fills.of(node)));
      const extra = this.#variables.extra.get(name);
      if (extra !== undefined) reached.push(...usesOf(extra.fill));
    }
    return reached;
  }

  /** Equal for two hosts to which these names mean the same, as far as inventories say. */
  signature(names: readonly string[], host: Host): string {
    return names.map((name) => (hostSpecials.has(name) ? host.name : this.#idOf(name, host))).join(' ');
  }

  #idOf(name: string, host: Host): string {
    for (let at = host.layers.length - 1; at >= 0; at -= 1) {
      const node = host.layers[at]?.vars.get(name);
      if (node !== undefined) return String(this.#numberOf(node));
    }
    return '-';
  }

  #numberOf(node: YamlNode): number {
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    this.#ids.set(node, this.#ids.size);
    return this.#ids.size - 1;
  }
}
