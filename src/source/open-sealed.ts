import type { SourceRange } from '../domain/diagnostic.ts';
import { sealKind } from '../domain/sealed-texts.ts';
import type { SealedTexts } from '../domain/sealed-texts.ts';
import type { YamlScalar } from '../domain/yaml-node.ts';
import type { Problems } from './problems.ts';
import { secretScalar } from './seal-node.ts';

/**
 * The plain text of a file that is encrypted as a whole; null where it cannot be had, which is reported, or not yet.
 * Errors: `sealed` (no password or identity fits, damaged, or encrypted where nothing may be).
 */
export function openFile(
  file: string,
  sealed: Uint8Array,
  texts: SealedTexts | undefined,
  problems: Problems,
): Uint8Array | null {
  const start = { line: 1, column: 1 };
  return openBytes(sealed, { file, start, end: start }, texts, problems);
}

/** The value of `!vault |`. */
export function openScalar(node: YamlScalar, texts: SealedTexts | undefined, problems: Problems): YamlScalar {
  const empty = secretScalar(node, '', { keep: () => {} });
  if (sealKind(node.written) !== 'ansible-vault') {
    problems.error('sealed', 'the tag `!vault` stands before a text that is not encrypted', node.range, {
      hint: 'such a text starts with $ANSIBLE_VAULT; and comes from: ansible-vault encrypt_string',
    });
    return empty;
  }
  const bytes = openBytes(new TextEncoder().encode(node.written), node.range, texts, problems);
  if (bytes === null) return empty;
  const text = decode(bytes);
  if (text !== null) return texts === undefined ? empty : secretScalar(node, text, texts);
  problems.error('sealed', 'what is encrypted here is not UTF-8 text', node.range);
  return empty;
}

function openBytes(
  sealed: Uint8Array,
  range: SourceRange,
  texts: SealedTexts | undefined,
  problems: Problems,
): Uint8Array | null {
  const opened = texts?.open(sealed) ?? nothingOpens;
  if (opened.kind === 'opened') return opened.bytes;
  if (opened.kind === 'refused') problems.error('sealed', opened.message, range, { hint: opened.hint });
  return null;
}

const nothingOpens = {
  kind: 'refused',
  message: 'this is encrypted, and encrypted text is not read here',
  hint: 'it is read in inventories, playbooks, vars files and -e @FILE',
} as const;

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
