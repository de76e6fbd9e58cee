import type { SourceRange } from './diagnostic.ts';
import type { YamlNode } from './yaml-node.ts';

/** One layer of variables: where it was written, and the untemplated nodes by name. Later layers win. */
export interface VarsLayer {
  /** For people: `group_vars/all.yaml`, `inventory group workers`. */
  readonly origin: string;
  readonly vars: ReadonlyMap<string, YamlNode>;
}

/** One machine that we talk to. `layers` are in order of precedence, weakest first. */
export interface Host {
  readonly name: string;
  /** Every group it belongs to, ancestors included, without `all` and `ungrouped`; sorted by name. */
  readonly groups: readonly string[];
  readonly layers: readonly VarsLayer[];
  readonly range: SourceRange;
}

/** Hosts as written (globs match in this order; run order is `groups.get('all')`); groups: `all`, `ungrouped`, then as written. */
export interface Inventory {
  readonly sources: readonly string[];
  readonly hosts: ReadonlyMap<string, Host>;
  /** Group name to its host names, those of child groups included, in run order. Holds `all` and `ungrouped`. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The same groups as they are written: what stands in each directly, and what each sets. */
  readonly tree: ReadonlyMap<string, GroupNode>;
}

export interface GroupNode {
  readonly children: readonly string[];
  readonly hosts: readonly string[];
  /** In order of precedence, weakest first. */
  readonly layers: readonly VarsLayer[];
}
