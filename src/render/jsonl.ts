import { jsonEvent } from './json-event.ts';
import type { Layout } from './printed.ts';

/** One event a line on standard output, and nothing else there. What could steer a terminal is escaped. */
export const jsonlLayout = (): Layout => ({ add: (event) => [{ to: 'out', line: escaped(jsonEvent(event)) }] });

/** JSON escapes the control characters below the space; those of ISO 6429 above 0x7e and Unicode's directions are ours. */
const escaped = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => String.raw`\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
