import type { PresentFile } from '../../domain/file-state.ts';
import type { Diff, DiffEntry } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import { count } from '../../domain/count.ts';
import { modeText, wantedMode, type Mode } from '../mode.ts';

interface Ownership {
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly mode?: Mode | undefined;
}

/** Owner, group and mode where they differ from what is stated; names also match by number. */
export function attributeDiff(wanted: Ownership, file: PresentFile): readonly DiffEntry[] {
  const mode = wantedMode(wanted.mode ?? { kind: 'octal', bits: file.mode }, file.mode, file.kind === 'directory');
  return [
    ...accountDiff('owner', wanted.owner, file.owner, file.uid),
    ...accountDiff('group', wanted.group, file.group, file.gid),
    ...(mode === file.mode ? [] : [{ name: 'mode', before: modeText(file.mode), after: modeText(mode) }]),
  ];
}

/** A write's diff. Secret content shows neither side; what is not text or was not fetched shows size and hash only. */
export function contentDiff(
  wanted: Ownership & { readonly content: string | Buffer | Secret },
  file: PresentFile | null,
  mode: number,
): Diff {
  const attributes: readonly DiffEntry[] =
    file === null ? [{ name: 'mode', before: null, after: modeText(mode) }] : attributeDiff(wanted, file);
  const entries = [
    { name: 'content', before: file === null ? null : seenSummary(file), after: wantedSummary(wanted.content) },
    ...attributes,
  ];
  const text = wholeText(wanted.content, file);
  return text === null ? { entries } : { entries, text };
}

function wholeText(content: string | Buffer | Secret, file: PresentFile | null): Required<Diff>['text'] | null {
  if (content instanceof Secret) return { before: file === null ? null : new Secret(''), after: content };
  if (typeof content !== 'string') return null;
  if (file === null) return { before: null, after: content };
  const before = file.content;
  return before === undefined || before === null || before.includes(0)
    ? null
    : { before: before.toString(), after: content };
}

function accountDiff(name: string, wanted: string | undefined, live: string, id: number): readonly DiffEntry[] {
  return wanted === undefined || wanted === live || wanted === String(id)
    ? []
    : [{ name, before: live, after: wanted }];
}

const seenSummary = (file: PresentFile): string => summary(file.size, file.content ?? null);

function wantedSummary(content: string | Buffer | Secret): string | Secret {
  if (content instanceof Secret) return content;
  const bytes = Buffer.from(content);
  return summary(bytes.length, typeof content === 'string' ? bytes : null);
}

function summary(size: number, content: Buffer | null): string {
  if (content === null || content.includes(0)) return `${size} bytes`;
  const lines = content.toString().split('\n').length - (content.length === 0 || content.at(-1) === 0x0a ? 1 : 0);
  return count(lines, 'line');
}
