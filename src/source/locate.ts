import type { SourceRange } from '../domain/diagnostic.ts';
import type { YamlScalar } from '../domain/yaml-node.ts';
import { alignBlock } from './align-block.ts';
import { alignFlow } from './align-flow.ts';
import type { SourceText } from './source-text.ts';

/** Where each UTF-16 unit of a scalar's value stands in the file: offsets, `ends` exclusive. */
export interface Alignment {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * The `locate` of a scalar whose source is `text.slice(start, end)`: quotes, escapes, folds and indentation are
 * taken into account. Worked out on first use. A value that cannot be followed is located as a whole.
 */
export function locator(
  source: SourceText,
  style: YamlScalar['style'],
  value: string,
  start: number,
  end: number,
): YamlScalar['locate'] {
  let alignment: Alignment | null | undefined;
  return (offset, length = 1) => {
    alignment ??= align(source.text, style, value, start, end);
    return alignment === null ? source.range(start, end) : rangeOf(source, alignment, offset, length, start, end);
  };
}

function align(text: string, style: YamlScalar['style'], value: string, start: number, end: number): Alignment | null {
  const alignment = style === 'block' ? alignBlock(text, value, start, end) : alignFlow(text, style, value, start, end);
  return alignment?.starts.length === value.length ? alignment : null;
}

function rangeOf(
  source: SourceText,
  alignment: Alignment,
  offset: number,
  length: number,
  start: number,
  end: number,
): SourceRange {
  const first = alignment.starts[offset];
  if (first === undefined) {
    const after = alignment.ends.at(-1) ?? start;
    return source.range(after, after);
  }
  if (length <= 0) return source.range(first, first);
  return source.range(first, alignment.ends[Math.min(offset + length, alignment.ends.length) - 1] ?? end);
}
