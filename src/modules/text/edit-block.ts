import { isMultiline, pythonPattern } from '../../template/regex/python.ts';
import { bytesOf, contentOf, toBytes } from './bytes.ts';
import { edit, type Edit } from './edit.ts';
import { decodeEscaped } from './escaped-text.ts';
import { linesOfAnyKind } from './lines.ts';

export interface BlockRules {
  readonly state: 'present' | 'absent';
  readonly block: string;
  readonly marker: string;
  readonly markerBegin: string;
  readonly markerEnd: string;
  readonly insertafter: string | null;
  readonly insertbefore: string | null;
  readonly prependNewline: boolean;
  readonly appendNewline: boolean;
}

/** Ansible's `blockinfile`, byte for byte. */
export function editBlock(rules: BlockRules, before: Buffer | null): Edit {
  const isPresent = rules.state === 'present';
  if (!isPresent && before === null) return edit(null, 'not present');
  const original = before === null ? '' : bytesOf(before);
  const block = isPresent ? blockLines(rules) : [];
  const { lines, place } = placeOf(rules, linesOfAnyKind(original), original);
  const after = inserted(lines, place, block, rules).join('');
  const message = before === null ? 'File created' : block.length === 0 ? 'Block removed' : 'Block inserted';
  return edit(contentOf(after), before !== null && after === original ? '' : message);
}

function markersOf({ marker, markerBegin, markerEnd }: BlockRules): readonly [string, string] {
  const written = (word: string): string => `${toBytes(marker.replaceAll('{mark}', () => word))}\n`;
  return [written(markerBegin), written(markerEnd)];
}

function blockLines(rules: BlockRules): readonly string[] {
  if (rules.block === '') return [];
  const text = toBytes(rules.block.endsWith('\n') ? rules.block : `${rules.block}\n`);
  const [begin, end] = markersOf(rules);
  return [begin, ...linesOfAnyKind(text), end];
}

interface Place {
  /** Without the block that was there. */
  readonly lines: readonly string[];
  readonly place: number;
}

function placeOf(rules: BlockRules, lines: readonly string[], original: string): Place {
  const [begin, end] = markersOf(rules)
    .map((marker) => lines.lastIndexOf(marker))
    .toSorted((a, b) => a - b);
  if (begin === undefined || end === undefined || begin === -1)
    return { lines, place: newPlace(rules, lines, original) };
  return { lines: lines.toSpliced(begin, end - begin + 1), place: begin };
}

function newPlace({ insertafter, insertbefore }: BlockRules, lines: readonly string[], original: string): number {
  const isAfter = insertafter !== null;
  const word = insertafter ?? insertbefore ?? 'EOF';
  if (isAfter ? word === 'EOF' : word === 'BOF') return isAfter ? lines.length : 0;
  if (!isAfter && insertbefore === null) return lines.length;
  const found = isMultiline(word) ? lineOfMatch(word, original, isAfter) : lastLineWith(word, lines);
  return found === -1 ? lines.length : found + (isAfter ? 1 : 0);
}

function lastLineWith(word: string, lines: readonly string[]): number {
  const pattern = pythonPattern(toBytes(word), { bytes: true });
  return lines.findLastIndex((line) => pattern.search(line) !== null);
}

/** Ansible counts line feeds in as many characters as the match's end has bytes; a text that is not ASCII shifts it. */
function lineOfMatch(word: string, original: string, isAfter: boolean): number {
  const match = pythonPattern(toBytes(word), { bytes: true }).search(original);
  if (match === null) return -1;
  const characters = [...decodeEscaped(contentOf(original))].slice(0, isAfter ? match.end : match.start);
  return characters.filter((character) => character === '\n').length;
}

function inserted(
  lines: readonly string[],
  place: number,
  block: readonly string[],
  rules: BlockRules,
): readonly string[] {
  const isPresent = rules.state === 'present';
  const above = lines.slice(0, place);
  const last = above.at(-1);
  const closed = last === undefined || last.endsWith('\n') ? above : above.with(-1, `${last}\n`);
  const below = lines.slice(place);
  const gapAbove = isPresent && rules.prependNewline && closed.length > 0 && closed.at(-1) !== '\n' ? ['\n'] : [];
  const gapBelow = isPresent && rules.appendNewline && below.length > 0 && below[0] !== '\n' ? ['\n'] : [];
  return [...closed, ...gapAbove, ...block, ...gapBelow, ...below];
}
