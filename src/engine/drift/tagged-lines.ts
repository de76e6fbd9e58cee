/** Lines of an answer by their first word, which the host put before each: text of logs cannot pass for another part. */
export type TaggedLines = ReadonlyMap<string, readonly string[]>;

export function readTagged(text: string): TaggedLines {
  const lines = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [tag = ''] = line.split(' ', 1);
    const rest = line.slice(tag.length + 1);
    const before = lines.get(tag);
    if (before === undefined) lines.set(tag, [rest]);
    else before.push(rest);
  }
  return lines;
}

/** Seconds since the epoch, with a fraction or without, as milliseconds; null when it is none. */
export const millisecondsOf = (seconds: string | undefined): number | null =>
  /^\d{1,12}(\.\d{1,12})?$/.test(seconds ?? '') ? Math.floor(Number(seconds) * 1000) : null;
