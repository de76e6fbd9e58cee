import type { Secret } from '../domain/secret.ts';
import { escapeControls } from './host-text.ts';

/** `1 host`, `5 hosts`. */
export const count = (number: number, noun: string): string => `${number} ${number === 1 ? noun : plural(noun)}`;

const plural = (noun: string): string => (/(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`);

/** An old or new value; null is `unset`, secrets stay masked, an empty text shows as `""`. */
export function valueText(value: string | Secret | null): string {
  if (value === null) return 'unset';
  const text = escapeControls(String(value));
  return text === '' ? '""' : text;
}
