import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Secret } from '../domain/secret.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { nodeToValue } from '../source/decode.ts';

/** UTF-16 units of a value in a list; the file has the rest. */
const MAX_LENGTH = 60;

/** Names whose values are not for the screen; a path to a key is no key. */
const SECRET_NAME =
  /(?:^|_)(?:pass|password|passwd|passphrase|secret|token|apikey|api_key|private_key|credentials?)(?:$|_)/i;
const PATH_NAME = /_(?:file|path|dir|folder)$/i;

/** The value of a variable on one line, long ones clipped; secrets, and what is named like one, as `‹secret›`. */
export function shownVariable(name: string, value: Value): string {
  if (SECRET_NAME.test(name) && !PATH_NAME.test(name)) return String(new Secret(''));
  const text = inline(value);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 3)}...`;
}

export const shownNode = (name: string, node: YamlNode): string => shownVariable(name, nodeToValue(node));

function inline(value: Value): string {
  if (value === null) return 'null';
  if (value instanceof Float) return String(value.value);
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  if (isMapping(value))
    return `{${[...value].map(([key, part]) => `${String(key)}: ${shownPart(String(key), part)}`).join(', ')}}`;
  const text = String(value);
  if (text === '') return '""';
  if (/PRIVATE KEY-----/.test(text)) return String(new Secret(''));
  const [first = '', ...more] = text.trimEnd().split('\n');
  return more.length === 0 ? first : `${first} ... (${more.length + 1} lines)`;
}

const shownPart = (name: string, value: Value): string =>
  SECRET_NAME.test(name) && !PATH_NAME.test(name) ? String(new Secret('')) : inline(value);
