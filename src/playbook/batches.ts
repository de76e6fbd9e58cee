import { isList } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';

/**
 * `serial` for these hosts: numbers and percentages, the last of which repeats; `n%` rounds down to at least 1, zero and
 * below mean all that are left. Null: it is none of these. One batch of all without it, no batch without hosts.
 */
export function batchesOf(hosts: readonly string[], serial: Value | undefined): readonly (readonly string[])[] | null {
  const entries = serial === undefined ? [0] : isList(serial) ? serial : [serial];
  const sizes = entries.map((entry) => sizeOf(entry, hosts.length));
  const known = sizes.filter((size) => size !== null);
  return known.length === 0 || known.length < sizes.length ? null : split(hosts, known);
}

function split(hosts: readonly string[], sizes: readonly number[]): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < hosts.length;) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? 0;
    const end = size > 0 ? start + size : hosts.length;
    batches.push(hosts.slice(start, end));
    start = end;
  }
  return batches;
}

function sizeOf(entry: Value, hosts: number): number | null {
  if (typeof entry === 'number') return entry;
  if (typeof entry !== 'string') return null;
  const [, number, percent] = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(%?)\s*$/.exec(entry) ?? [];
  if (number === undefined) return null;
  if (percent === '%') return Math.max(1, Math.floor((Number(number) * hosts) / 100));
  return number.includes('.') ? null : Number(number);
}
