/** Secrets shorter than this (UTF-16 units) are masked only where they are a whole value: `abc` is part of too many words. */
export const SHORTEST = 4;
/** Lines of a secret of several lines that are masked by themselves. */
const SHORTEST_LINE = 6;
/** Above this only the text and its lines are looked for: encodings would cost some 100 bytes of memory for each character. */
const LONGEST_ENCODED = 16 * 1024;

/** The texts by which a secret could be told: itself, its lines, and what encoders make of it. Without line breaks, unique. */
export function secretForms(text: string): readonly string[] {
  const plain = [text, text.trim(), ...linesOf(text)];
  const encoded = text.length > LONGEST_ENCODED ? [] : [...plain.flatMap(escapedForms), ...byteForms(text)];
  const trimmed = text === text.trim() || text.length > LONGEST_ENCODED ? [] : byteForms(text.trim());
  const forms = [...plain, ...encoded, ...trimmed].map((form) => form.replaceAll(/[\r\n]/g, ''));
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST);
}

const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && line !== text);

/** JSON (also Python's, ASCII only), URLs (also forms), and single quotes of a shell. */
function escapedForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text.toWellFormed());
  return [
    json,
    json.replaceAll('/', String.raw`\/`),
    json.replaceAll(/[\u007f-\uffff]/g, (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    url.replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    url.replaceAll('%20', '+'),
    text.replaceAll("'", String.raw`'\''`),
  ];
}

function byteForms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const hex = bytes.toString('hex');
  const cores = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  return [hex, hex.toUpperCase(), ...cores, ...cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** The characters of base64 that are these bytes' alone when `offset` bytes (modulo 3) stand before them: 6 bits each. */
function base64Core(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(2)]).toString('base64');
  return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
