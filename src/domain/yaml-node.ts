import type { SourceRange } from './diagnostic.ts';
import type { MapKey, Value } from './value.ts';

/**
 * YAML with positions: what src/source/ makes of a text. Aliases and merge keys are resolved (a node may be
 * shared, never cyclic). `value` of a scalar is typed by YAML 1.2's core schema.
 */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: Exclude<Value, readonly Value[] | ReadonlyMap<MapKey, Value>>;
  /** The text as written, without quotes: `0600` for the integer 600, `yes` for the string. */
  readonly written: string;
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'block';
  /** `!unsafe`: text that is data even where a template is allowed. */
  readonly unsafe?: boolean;
  readonly range: SourceRange;
  /** Where the characters `offset` to `offset + length` (UTF-16 units) of a string value stand in the file. */
  locate(offset: number, length?: number): SourceRange;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly range: SourceRange;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly range: SourceRange;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}
