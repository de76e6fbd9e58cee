import type { YamlScalar } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';

const RANGE = /^([^[\]]*)\[(?:(\d*):(\d+)|([a-z]):([a-z])|([A-Z]):([A-Z]))(?::(\d+))?\](.*)$/;
const MAX_HOSTS = 100_000;

/** Ansible's ranges in host names: `node[01:03]`, `db-[a:f]`, with a step `[0:10:2]`, several in one name. Inclusive. */
export function expandHostRange(key: YamlScalar, problems: Problems): readonly string[] {
  const names = expandRange(key.written);
  if (names !== null) return names;
  problems.error('host-range', `\`${key.written}\` is not a range of hosts`, key.range, {
    hint: 'for example `worker-[1:3]` or `worker-[01:12]`',
  });
  return [];
}

/** The same for a text of the command line; null when it is not one. A name without brackets is itself. */
export function expandRange(text: string): readonly string[] | null {
  const match = RANGE.exec(text);
  if (match === null) return text.includes('[') || text.includes(']') ? null : [text];
  const [, before = '', from, to, low1, high1, low2, high2, step = '1', after = ''] = match;
  const [low, high] = [low1 ?? low2, high1 ?? high2];
  const values =
    low === undefined || high === undefined
      ? numbers(from ?? '', to ?? '', Number(step))
      : letters(low, high, Number(step));
  const rest = expandRange(after);
  if (values === null || rest === null || values.length * rest.length > MAX_HOSTS) return null;
  return values.flatMap((value) => rest.map((end) => `${before}${value}${end}`));
}

/** A leading zero asks for that width, and then both ends must have it. */
function numbers(from: string, to: string, step: number): readonly string[] | null {
  const start = from === '' ? '0' : from;
  const padded = start.length > 1 && start.startsWith('0');
  if (padded && start.length !== to.length) return null;
  return (
    steps(Number(start), Number(to), step)?.map((value) => String(value).padStart(padded ? start.length : 0, '0')) ??
    null
  );
}

const letters = (low: string, high: string, step: number): readonly string[] | null =>
  steps(low.charCodeAt(0), high.charCodeAt(0), step)?.map((code) => String.fromCharCode(code)) ?? null;

function steps(from: number, to: number, step: number): readonly number[] | null {
  if (step < 1 || from > to || (to - from) / step >= MAX_HOSTS) return null;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
