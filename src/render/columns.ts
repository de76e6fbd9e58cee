/** Terminal cells that a text takes: wide East Asian characters and emoji two, combining marks none. */
export function cells(text: string): number {
  let width = 0;
  for (const { segment } of graphemes(text)) width += isWide(segment) ? 2 : 1;
  return width;
}

export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

/** `left`, and `right` at the end of the first line; what does not fit of `left` goes below, indented by `hang`. */
export function spread(left: string, right: string, width: number, hang = 2): readonly string[] {
  if (right === '') return wrap(left, width, hang);
  const [first = '', ...rest] = wrap(left, width - cells(right) - 2, hang);
  return [padTo(first, width - cells(right)) + right, ...rest];
}

/**
 * Breaks a line between words so that no part is wider than `width`; the parts after the first are indented by `hang`.
 * A word that is too long by itself is cut.
 */
export function wrap(line: string, width: number, hang: number): readonly string[] {
  if (cells(line) <= width) return [line.trimEnd()];
  const cut = breakPoint(line, width, hang);
  const head = line.slice(0, cut).trimEnd();
  const rest = line.slice(cut).trimStart();
  return rest === '' ? [head] : [head, ...wrap(' '.repeat(Math.min(hang, width >> 1)) + rest, width, hang)];
}

/** Where the line is to end: at the last space that fits, else in the middle of a word; always past the indent. */
function breakPoint(line: string, width: number, hang: number): number {
  const end = indexAtCell(line, width);
  const indent = Math.max(/^ */.exec(line)?.[0].length ?? 0, hang);
  const space = [spaceBefore(line, end, width - hang), line.lastIndexOf(' ', end)].find((at) => at > indent);
  return space ?? Math.max(end, /^ */.exec(line)?.[0].length ?? 0, 1);
}

/**
 * The last space up to `end` at which a line should break: what is to be copied stays whole where a line has `room` for
 * it, and so does `2 min 15 s`.
 */
function spaceBefore(line: string, end: number, room: number): number {
  const at = line.lastIndexOf(' ', end);
  const [before, after] = [line.slice(0, Math.max(0, at)), line.slice(at)];
  const parts =
    (/\d$/.test(before) && /^ (?:s|min|h)(?![\w-])/.test(after)) ||
    (/\d (?:min|h)$/.test(before) && /^ \d+ (?:s|min)(?![\w-])/.test(after)) ||
    /\bbulwark(?: [\w-]+){0,2}$/.test(before) ||
    (before.split('`').length % 2 === 0 && after.includes('`') && quoted(before, after) <= room);
  return parts ? spaceBefore(line, at - 1, room) : at;
}

/** Length of what stands between the backticks around this place, with them. */
const quoted = (before: string, after: string): number =>
  before.length - before.lastIndexOf('`') + after.indexOf('`') + 1;

function indexAtCell(text: string, limit: number): number {
  let width = 0;
  for (const { segment, index } of graphemes(text)) {
    width += isWide(segment) ? 2 : 1;
    if (width > limit) return index;
  }
  return text.length;
}

/** At most `width` cells, the end replaced by `...`. */
export function clip(text: string, width: number): string {
  return cells(text) <= width ? text : `${text.slice(0, indexAtCell(text, Math.max(0, width - 3)))}...`;
}

const graphemes = (text: string): Iterable<{ segment: string; index: number }> =>
  // oxlint-disable-next-line no-control-regex -- plain ASCII, the usual case, needs no segmenter
  /^[\x00-\x7f]*$/.test(text)
    ? Array.from(text, (segment, index) => ({ segment, index }))
    : new Intl.Segmenter('en').segment(text);

/** Unicode's East Asian Wide and Fullwidth blocks (UAX 11), and emoji that are shown as pictures. */
const isWide = (grapheme: string): boolean =>
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u.test(
    grapheme,
  );
