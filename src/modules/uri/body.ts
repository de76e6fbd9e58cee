import { Secret } from '../../domain/secret.ts';
import { Float, isMapping } from '../../domain/value.ts';
import type { UriParams } from '../uri.ts';

export interface Body {
  /** null: none is sent. */
  readonly text: string | Secret | null;
  readonly contentType: string | null;
  readonly problem: string | null;
}

/** What is sent, by `body_format`; a text is sent as it is, as Ansible does. */
export function bodyOf({ body, body_format: format }: Pick<UriParams, 'body' | 'body_format'>): Body {
  const contentType =
    format === 'json' ? 'application/json' : format === 'raw' ? null : 'application/x-www-form-urlencoded';
  if (body === undefined || body === null) return { text: null, contentType: null, problem: null };
  if (typeof body === 'string' || body instanceof Secret) return { text: body, contentType, problem: null };
  if (format === 'json') return made(JSON.stringify(plain(body)), body, contentType);
  if (format === 'form-urlencoded' && typeof body === 'object') return made(formText(body), body, contentType);
  return { text: null, contentType, problem: 'must be text, or set body_format' };
}

const made = (text: string, body: unknown, contentType: string | null): Body => ({
  text: holdsSecret(body) ? new Secret(text) : text,
  contentType,
  problem: null,
});

/** Data as JSON has it. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (value instanceof Float) return value.value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (isMapping(value)) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function formText(body: object): string {
  const pairs: (readonly [string, unknown])[] = Array.isArray(body)
    ? body.map((pair): readonly [string, unknown] =>
        Array.isArray(pair) ? [String(pair[0]), pair[1]] : [String(pair), ''],
      )
    : Object.entries(Object(plain(body)));
  const fields = new URLSearchParams();
  for (const [name, value] of pairs)
    for (const one of Array.isArray(value) ? value : [value]) fields.append(name, String(plain(one)));
  return fields.toString();
}

function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (isMapping(value)) return [...value.values()].some(holdsSecret);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsSecret);
}
