import { Secret } from '../../domain/secret.ts';

/**
 * What `copy` writes of content that is no text, byte for byte as Ansible does (its action plugin and Python's
 * `json.dumps`): numbers in digits, `True`, lists and mappings as JSON with blanks and only ASCII.
 */
export function contentText(content: unknown): string | Secret {
  if (typeof content === 'string' || content instanceof Secret) return content;
  if (typeof content === 'boolean') return content ? 'True' : 'False';
  return typeof content === 'number' ? String(content) : json(content);
}

function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`;
  if (value instanceof Secret || typeof value !== 'object' || value === null) return ascii(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${ascii(key)}: ${json(item)}`)
    .join(', ')}}`;
}

const ascii = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[^\0-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
