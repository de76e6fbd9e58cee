/** C1 controls, what turns text around, and what no reader shows: JSON leaves them as they are, terminals obey them. */
const UNESCAPED = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

/** JSON that is safe to print. Nothing is lost: readers get the same values. */
export const jsonText = (value: unknown): string => safe(JSON.stringify(value, null, 2));

/** The same without a line and a space for each value: for files that programs read, one a host. */
export const compactJson = (value: unknown): string => safe(JSON.stringify(value));

const safe = (json: string): string => `${json.replaceAll(UNESCAPED, escaped)}\n`;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
