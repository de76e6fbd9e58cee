import type { YamlNode } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';
import { fillVariable } from './fill.ts';
import type { Fill } from './fill.ts';
import type { VarTable } from './model.ts';

/** Each value of a variable is parsed once, though a thousand hosts share it; its mistakes are told once. */
export class FillCache {
  readonly #fills = new Map<YamlNode, Fill>();
  readonly #tables = new Set<VarTable>();
  readonly #problems: Problems;
  constructor(problems: Problems) {
    this.#problems = problems;
  }

  of(node: YamlNode): Fill {
    const known = this.#fills.get(node);
    if (known !== undefined) return known;
    const fill = fillVariable(node, this.#problems);
    this.#fills.set(node, fill);
    return fill;
  }

  /** Parses all of a table now, so that mistakes in it are found before anything is connected. */
  learn(table: VarTable): void {
    if (this.#tables.has(table)) return;
    this.#tables.add(table);
    for (const node of table.values()) this.of(node);
  }
}
