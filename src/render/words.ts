import type { Secret } from '../domain/secret.ts';
import { escapeControls } from './host-text.ts';

/** An old or new value; null is `unset`, secrets stay masked, an empty text shows as `""`. */
export function valueText(value: string | Secret | null): string {
  if (value === null) return 'unset';
  const text = escapeControls(String(value));
  return text === '' ? '""' : text;
}
