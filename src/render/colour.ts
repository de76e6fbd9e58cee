/** ANSI colours (ECMA-48, SGR 30–37) of the outcome words; a colour never says more than its word. */
const COLOURS: Readonly<Record<string, number>> = {
  ok: 32,
  changed: 33,
  drift: 33,
  drifted: 33,
  failed: 31,
  refused: 31,
  busy: 31,
  error: 31,
  'half-way': 31,
  'rolled-back': 31,
  stopped: 31,
  unreachable: 35,
  lost: 35,
  unknown: 35,
  pending: 33,
  fail: 31,
  expired: 31,
  waived: 33,
  attested: 33,
  manual: 33,
  differs: 33,
  'not-assessed': 35,
  warning: 33,
};
/** Words of the frame and counts, dim. */
const DIM: ReadonlySet<string> = new Set([
  'skipped',
  'untouched',
  'maintenance',
  'kept',
  'Next',
  'Order',
  'Settles',
  'Scope',
  'Since',
  'unused',
  'task',
  'not',
]);

/** Colours the word in the first columns of a line (after a clock time), and the sign of a change. Adds nothing to the text. */
export function colourLine(line: string): string {
  const match = /^((?:\d\d:\d\d:\d\d)? *)([+~-](?= )|[A-Za-z][a-z-]*(?=\s|$))(.*)$/s.exec(line);
  if (match === null) return line;
  const [, before = '', word = '', after = ''] = match;
  const code = codeOf(word);
  return code === null || before.length > 10 ? line : `${before}\x1b[${code}m${word}\x1b[0m${after}`;
}

function codeOf(word: string): number | null {
  if (word === '+') return 32;
  if (word === '~') return 33;
  if (word === '-') return 31;
  if (DIM.has(word)) return 2;
  return Object.hasOwn(COLOURS, word) ? (COLOURS[word] ?? null) : null;
}
