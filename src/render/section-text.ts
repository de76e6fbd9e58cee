import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { undoneByRefresh } from './blocks.ts';
import type { Entry } from './blocks.ts';
import { cells, padTo, spread, wrap } from './columns.ts';
import type { FoldedBlock, Held, Section } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface SectionOptions {
  readonly width: number;
  /** Print whole contents (`-D`). */
  readonly diff: boolean;
  /** When the snap of these hosts was refreshed last, in words; empty where nobody knows. */
  readonly refreshed?: (hosts: readonly string[]) => string;
  /** How many hosts "all" are. */
  readonly fleet: number;
}

/** Hosts with equal changes, as lines: who, how many changes each, and every change. */
export function sectionText(section: Section, options: SectionOptions): readonly string[] {
  const each = section.hosts.length > 1 ? ' each' : '';
  const words =
    section.changes === 0
      ? count(section.blocks.length, 'restart')
      : section.more
        ? `${section.changes} more`
        : count(section.changes, 'change');
  const right = `${words}${each}`;
  const head = spread(hostsText(section.hosts, options.fleet), right, frame(options.width));
  return [...head, ...section.blocks.flatMap((block) => blockText(block, section.hosts, options))];
}

/** `all 5 hosts`, or the node set. */
export const hostsText = (hosts: readonly string[], fleet: number): string =>
  hosts.length === fleet && fleet > 1 ? `all ${fleet} hosts` : foldNodes(hosts);

/** Beyond this a line is hard to follow with the eye. */
export const frame = (width: number): number => Math.min(width, 120);

/** The column of values: 47 at 80, further right where there is room. */
const valueColumn = (width: number): number => Math.max(47, Math.floor(frame(width) * 0.59));

function blockText(
  { block, entries, texts }: FoldedBlock,
  hosts: readonly string[],
  options: SectionOptions,
): readonly string[] {
  const where = block.delegatedTo === null ? '' : ` on ${block.delegatedTo}`;
  const left = `  ${block.sign} ${escapeControls(block.target)}${where}`;
  const [only] = entries;
  const inline = entries.length === 1 && block.note === '' && only?.hosts.length === hosts.length;
  const right = inline ? entryWords(block.target, only.value) : block.note;
  const below = inline ? [] : entries.flatMap((entry) => entryText(entry, hosts, options.width));
  const remarks = block.remarks.flatMap((words) =>
    wrap(`      ${remarkWords(words, hosts, options)}`, options.width, 8),
  );
  const diffs = options.diff ? texts.flatMap((text) => diffText(text, hosts)) : [];
  return [...atColumn(left, right, options.width), ...below, ...remarks, ...diffs];
}

function remarkWords(words: string, hosts: readonly string[], { refreshed }: SectionOptions): string {
  const when = words === undoneByRefresh ? (refreshed?.(hosts) ?? '') : '';
  return when === '' ? words : `${words}; ${when}`;
}

/** The name is left out where the target says it already: `sysctl vm.panic_on_oom   0 -> 1`. */
function entryWords(target: string, entry: Entry): string {
  return target.endsWith(entry.name) || entry.name === ''
    ? changeWords(entry)
    : `${escapeControls(entry.name)} ${changeWords(entry)}`;
}

function entryText({ value, hosts }: Held<Entry>, all: readonly string[], width: number): readonly string[] {
  const note = heldNote(hosts, all);
  return atColumn(
    `      ${escapeControls(value.name)}`,
    note === '' ? changeWords(value) : `${changeWords(value)}    ${note}`,
    width,
  );
}

/** `not cp-2`, or `only cp-2` where most have it not. */
function heldNote(hosts: readonly string[], all: readonly string[]): string {
  if (hosts.length === all.length) return '';
  const others = all.filter((host) => !hosts.includes(host));
  return others.length <= hosts.length ? `not ${foldNodes(others)}` : `only ${foldNodes(hosts)}`;
}

/** `unset -> 30`; a list that only grows shows what is added: `NodeRestriction + EventRateLimit`. */
function changeWords({ before, after }: Entry): string {
  const grown = before !== 'unset' && before !== '""' && after.startsWith(`${before},`);
  return grown
    ? `${before} + ${after
        .slice(before.length + 1)
        .split(',')
        .join(', ')}`
    : `${before} -> ${after}`;
}

/** `left`, then `right` in the column of values, else at the end of the line, else below. */
export function atColumn(left: string, right: string, width: number): readonly string[] {
  if (right === '') return wrap(left, width, 8);
  const column = valueColumn(width);
  if (cells(left) + 2 <= column && column + cells(right) <= width) return [padTo(left, column) + right];
  const gap = width - cells(left) - cells(right);
  if (gap >= 2)
    return [left + ' '.repeat(Math.min(gap, Math.max(2, frame(width) - cells(left) - cells(right)))) + right];
  return [...wrap(left, width, 8), ...belowName(right, width)];
}

function belowName(text: string, width: number): readonly string[] {
  const indent = Math.max(10, Math.min(25, width - cells(text)));
  return wrap(' '.repeat(indent) + text, width, 12);
}

/** A diff is never broken into lines: what is shown can be compared and applied. */
function diffText({ value, hosts }: FoldedBlock['texts'][number], all: readonly string[]): readonly string[] {
  const note = heldNote(hosts, all);
  const head = note === '' ? [] : [`      ${note}`];
  if (typeof value.before === 'object' && value.before !== null) return [...head, '      content is secret'];
  if (typeof value.after === 'object' && value.after !== null) return [...head, '      content is secret'];
  return [...head, ...unifiedDiff(value.before ?? '', value.after ?? '').map((line) => `      ${line}`)];
}
