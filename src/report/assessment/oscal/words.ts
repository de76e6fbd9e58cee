import { clipped, plainLine } from '../plain-text.ts';

/** Properties that OSCAL does not know are in a namespace of ours. */
const NAMESPACE = 'https://bulwark.example/ns/oscal';
const MAX_WORDS = 5000;

/** OSCAL's `string`: one line, no blanks around it, never empty (NIST, metaschema data types). */
export const word = (text: string): string => plainLine(clipped(text, MAX_WORDS)).trim() || '(empty)';

export const prop = (name: string, value: string) => ({ name, ns: NAMESPACE, value: word(value) });
