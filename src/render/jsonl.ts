import { jsonEvent } from './json-event.ts';
import type { Layout } from './printed.ts';

/** One event a line on standard output, and nothing else there. */
export const jsonlLayout = (): Layout => ({ add: (event) => [{ to: 'out', line: JSON.stringify(jsonEvent(event)) }] });
