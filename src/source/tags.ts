import { isMap, isScalar } from 'yaml';
import type { ParsedNode } from 'yaml';

import { near } from '../domain/near.ts';
import type { Problems } from './problems.ts';
import type { SourceText } from './source-text.ts';

const CORE = 'tag:yaml.org,2002:';
const SCALAR_TAGS = ['str', 'int', 'float', 'bool', 'null'];

/** Reports a tag that we do not know, or that does not fit its value. */
export function checkTag(source: SourceText, node: ParsedNode, problems: Problems): void {
  const { tag } = node;
  if (tag === undefined || isKnown(node, tag)) return;
  const shown = tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
  const at = tagOffset(source, shown, node.range[0]);
  const [guess] = near(shown, ['!unsafe', '!vault']);
  const hint =
    guess === undefined
      ? 'the tags that are known: !unsafe, !vault and the core tags such as !!str'
      : `did you mean \`${guess}\`?`;
  problems.error('yaml-tag', `unknown tag \`${shown}\``, source.range(at, at + shown.length), { hint });
}

/** `!unsafe`: data even where a template is allowed. */
export const isUnsafe = (node: ParsedNode): boolean => node.tag === '!unsafe';

/** `!vault`: text that ansible-vault encrypted. */
export const isVault = (node: ParsedNode): boolean =>
  isScalar(node) && (node.tag === '!vault' || node.tag === '!vault-encrypted');

/** The short name of a core tag on a scalar: `int` for `!!int`; null without one. */
export function coreTag(node: ParsedNode): string | null {
  if (node.tag === '!') return 'str';
  const name = node.tag?.startsWith(CORE) === true ? node.tag.slice(CORE.length) : null;
  return name !== null && SCALAR_TAGS.includes(name) ? name : null;
}

function isKnown(node: ParsedNode, tag: string): boolean {
  if (isScalar(node)) return tag === '!unsafe' || isVault(node) || coreTag(node) !== null;
  return tag === `${CORE}${isMap(node) ? 'map' : 'seq'}`;
}

/** The tag stands before its value, maybe with an anchor between; its value when it is not found. */
function tagOffset(source: SourceText, shown: string, valueStart: number): number {
  const from = Math.max(0, valueStart - 1000);
  const found = source.text.slice(from, valueStart).lastIndexOf(shown);
  return found === -1 ? valueStart : from + found;
}
