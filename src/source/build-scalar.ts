import type { Scalar } from 'yaml';

import type { YamlScalar } from '../domain/yaml-node.ts';
import { locator } from './locate.ts';
import { openScalar } from './open-sealed.ts';
import type { Problems } from './problems.ts';
import { plainValue, taggedValue } from './scalar-value.ts';
import { textEnd } from './source-text.ts';
import type { SourceText } from './source-text.ts';
import { checkTag, coreTag, isUnsafe, isVault } from './tags.ts';

/** The library's scalar (always text) with its type, its style and its place. */
export function buildScalar(source: SourceText, node: Scalar.Parsed, problems: Problems): YamlScalar {
  const written = String(node.value);
  const style = styleOf(node);
  const [start, valueEnd] = node.range;
  const end = textEnd(source.text, start, valueEnd);
  const scalar: YamlScalar = {
    kind: 'scalar',
    value: valueOf(source, node, written, style, problems),
    written,
    style,
    ...(isUnsafe(node) && { unsafe: true }),
    range: source.range(start, end),
    locate: locator(source, style, written, start, valueEnd),
  };
  return isVault(node) ? openScalar({ ...scalar, locate: () => scalar.range }, source.sealed, problems) : scalar;
}

/** The null of `key:` and of an empty file. */
export function emptyScalar(source: SourceText, offset: number): YamlScalar {
  const range = source.range(offset, offset);
  return { kind: 'scalar', value: null, written: '', style: 'plain', range, locate: () => range };
}

function valueOf(
  source: SourceText,
  node: Scalar.Parsed,
  written: string,
  style: YamlScalar['style'],
  problems: Problems,
): YamlScalar['value'] {
  checkTag(source, node, problems);
  if (isUnsafe(node) || isVault(node)) return written;
  const tag = coreTag(node);
  if (tag === null) return style === 'plain' ? plainValue(written) : written;
  const value = taggedValue(tag, written);
  if (value !== undefined) return value;
  const [start, end] = node.range;
  problems.error('yaml-tag', `\`${written}\` is not what the tag \`!!${tag}\` says`, source.range(start, end));
  return written;
}

function styleOf(node: Scalar.Parsed): YamlScalar['style'] {
  switch (node.type) {
    case 'QUOTE_DOUBLE':
      return 'double-quoted';
    case 'QUOTE_SINGLE':
      return 'single-quoted';
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL':
      return 'block';
    default:
      return 'plain';
  }
}
