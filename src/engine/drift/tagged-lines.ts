/** Lines of an answer by their first word, which the host put before each: text of logs cannot pass for another part. */
export type TaggedLines = ReadonlyMap<string, readonly string[]>;

/** Lines of one tag, and UTF-16 units of one line, that are read: the host sends less, unless it lies. */
const most = 5000;
const longest = 600;

export function readTagged(text: string): TaggedLines {
  const lines = new Map<string, string[]>();
  for (const whole of text.split('\n')) {
    const line = whole.slice(0, longest);
    const [tag = ''] = line.split(' ', 1);
    const rest = line.slice(tag.length + 1);
    const before = lines.get(tag);
    if (before === undefined) lines.set(tag, [rest]);
    else if (before.length < most) before.push(rest);
  }
  return lines;
}

/** Seconds since the epoch, with a fraction or without, as milliseconds; null when it is none. */
export const millisecondsOf = (seconds: string | undefined): number | null =>
  /^\d{1,12}(\.\d{1,12})?$/.test(seconds ?? '') ? Math.floor(Number(seconds) * 1000) : null;
