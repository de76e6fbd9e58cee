const RANGE = /^([^[\]]*)\[(?:(\d*):(\d+)|([a-zA-Z]):([a-zA-Z]))(?::(\d{1,9}))?\](.*)$/s;
const MAX_HOSTS = 100_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Ansible's ranges in host names: `node[01:03]`, `db-[a:f]`, with a step `[0:10:2]`, several in one name. Inclusive.
 * null when it is not one. A name without brackets is itself.
 */
export function expandRange(text: string): readonly string[] | null {
  const match = RANGE.exec(text);
  if (match === null) return text.includes('[') || text.includes(']') ? null : [text];
  const [, before = '', from, to, low, high, step = '1', after = ''] = match;
  const values =
    low === undefined || high === undefined
      ? numbers(from ?? '', to ?? '', Number(step))
      : letters(low, high, Number(step));
  if (values === null) return null;
  const rest = expandRange(after);
  if (rest === null || values.length * rest.length > MAX_HOSTS) return null;
  return values.flatMap((value) => rest.map((end) => `${before}${value}${end}`));
}

/** A leading zero asks for that width, and then both ends must have it. */
function numbers(from: string, to: string, step: number): readonly string[] | null {
  const start = from === '' ? '0' : from;
  const padded = start.length > 1 && start.startsWith('0');
  if (start.length > 15 || to.length > 15 || (padded && start.length !== to.length)) return null;
  return (
    steps(Number(start), Number(to), step)?.map((value) => String(value).padStart(padded ? start.length : 0, '0')) ??
    null
  );
}

const letters = (low: string, high: string, step: number): readonly string[] | null =>
  steps(LETTERS.indexOf(low), LETTERS.indexOf(high), step)?.map((index) => LETTERS.charAt(index)) ?? null;

function steps(from: number, to: number, step: number): readonly number[] | null {
  if (step < 1 || from > to || (to - from) / step >= MAX_HOSTS) return null;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
