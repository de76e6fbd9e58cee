import { pythonPattern } from '../../template/regex/python.ts';
import { bytesOf, contentOf, toBytes } from './bytes.ts';
import { edit, type Edit } from './edit.ts';
import { ended, lineEndOf, linesOf, withoutEnd } from './lines.ts';

export interface LineRules {
  readonly state: 'present' | 'absent';
  readonly line: string | null;
  readonly regexp: string | null;
  readonly searchString: string | null;
  readonly insertafter: string | null;
  readonly insertbefore: string | null;
  readonly backrefs: boolean;
  readonly firstmatch: boolean;
}

/** Ansible's `lineinfile`, but that it never glues a line to one without a line feed, and keeps CRLF. */
export function editLine(rules: LineRules, before: Buffer | null): Edit {
  if (rules.state === 'absent') return before === null ? edit(null, 'file not present') : removeLines(rules, before);
  const lines = linesOf(before === null ? '' : bytesOf(before));
  const { after, message } = ensureLine(withDefaults(rules), lines);
  const isStillMissing = before === null && after.length === 0; // backrefs, and nothing to replace
  return edit(isStillMissing ? null : contentOf(after.join('')), message, [['backup', '']]);
}

const withDefaults = (rules: LineRules): LineRules =>
  rules.insertafter === null && rules.insertbefore === null ? { ...rules, insertafter: 'EOF' } : rules;

function removeLines(rules: LineRules, before: Buffer): Edit {
  const lines = linesOf(bytesOf(before));
  const isMeant = matcherOf(rules) ?? ((line: string) => withoutEnd(line) === toBytes(rules.line ?? ''));
  const kept = lines.filter((line) => !isMeant(line));
  const found = lines.length - kept.length;
  const message = found > 0 ? `${found} line(s) removed` : '';
  return edit(contentOf(kept.join('')), message, [
    ['found', found],
    ['backup', ''],
  ]);
}

function matcherOf({ regexp, searchString }: LineRules): ((line: string) => boolean) | null {
  if (regexp !== null) {
    const pattern = pythonPattern(toBytes(regexp), { bytes: true });
    return (line) => pattern.search(line) !== null;
  }
  if (searchString === null) return null;
  const wanted = toBytes(searchString);
  return (line) => line.includes(wanted);
}

interface Lines {
  readonly after: readonly string[];
  readonly message: string;
}

function ensureLine(rules: LineRules, lines: readonly string[]): Lines {
  const line = toBytes(rules.line ?? '');
  const isMeant = matcherOf(rules) ?? (() => false);
  const meant = rules.firstmatch ? lines.findIndex(isMeant) : lines.findLastIndex(isMeant);
  if (meant !== -1) return replaceLine(lines, meant, rules.backrefs ? expanded(rules, lines[meant] ?? '', line) : line);
  const { same, place } = lookAround(rules, lines, line);
  if (same !== -1) return replaceLine(lines, same, line);
  if (rules.backrefs) return { after: lines, message: '' };
  return addLine(rules, lines, line, place);
}

/** `line` with what the groups of the pattern found. */
function expanded({ regexp }: LineRules, found: string, line: string): string {
  const pattern = pythonPattern(toBytes(regexp ?? ''), { bytes: true });
  const match = pattern.search(found);
  return match === null ? line : pattern.expand(line, found, match);
}

function replaceLine(lines: readonly string[], at: number, line: string): Lines {
  const old = lines[at] ?? '';
  const end = old.endsWith('\r\n') ? '\r\n' : old.endsWith('\n') ? '\n' : lineEndOf(lines);
  const wanted = line.endsWith('\n') ? line : ended(line, end);
  return wanted === old ? { after: lines, message: '' } : { after: lines.with(at, wanted), message: 'line replaced' };
}

/** The last line that is already as wanted, and where a new one would stand: -1 for none. */
function lookAround(rules: LineRules, lines: readonly string[], line: string): { same: number; place: number } {
  const { insertafter, insertbefore, firstmatch } = rules;
  const anchor = anchorOf(rules);
  let [same, place] = [-1, -1];
  for (const [at, current] of lines.entries()) {
    if (withoutEnd(current) === line) same = at;
    else if (anchor !== null && anchor(current)) {
      if (isTold(insertafter)) place = at + 1;
      if (isTold(insertbefore)) place = at;
      if (firstmatch && place !== -1) break;
    }
  }
  return { same, place };
}

function anchorOf({ insertafter, insertbefore }: LineRules): ((line: string) => boolean) | null {
  const word =
    insertafter !== null && !['BOF', 'EOF'].includes(insertafter)
      ? insertafter
      : insertbefore !== null && insertbefore !== 'BOF'
        ? insertbefore
        : null;
  if (word === null) return null;
  const pattern = pythonPattern(toBytes(word), { bytes: true });
  return (line) => pattern.search(line) !== null;
}

const isTold = (word: string | null): boolean => word !== null && word !== '';

function addLine(rules: LineRules, lines: readonly string[], line: string, place: number): Lines {
  const end = lineEndOf(lines);
  const added = ended(line, end);
  const message = 'line added';
  if (rules.insertbefore === 'BOF' || rules.insertafter === 'BOF') return { after: [added, ...lines], message };
  const isLast = rules.insertafter === 'EOF' || place === -1 || place === lines.length;
  const neighbour = isTold(rules.insertafter) && place !== -1 ? lines[Math.min(place, lines.length - 1)] : undefined;
  if (rules.insertafter !== 'EOF' && neighbour !== undefined && withoutEnd(neighbour) === line)
    return { after: lines, message: '' };
  return { after: isLast ? [...closed(lines, end), added] : lines.toSpliced(place, 0, added), message };
}

/** The last line has its line feed. */
function closed(lines: readonly string[], end: '\n' | '\r\n'): readonly string[] {
  const last = lines.at(-1);
  return last === undefined || /[\r\n]$/.test(last) ? lines : lines.with(-1, ended(last, end));
}
