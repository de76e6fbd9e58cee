import type { FileQuestion, PresentFile } from '../../domain/file-state.ts';
import { BadAnswer, type Change, type Fields, type Planned, type Query } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import type { Value } from '../../domain/value.ts';
import { RegexProblem } from '../../template/regex/python.ts';
import { attributeDiff } from '../file/diff.ts';
import { ancestry, planNewFolder } from '../file/directory.ts';
import { imagined, isPresent, knownFile, parentOf, type KnownFile } from '../file/known-file.ts';
import { planAttributes, planWrite, writeReads, type WantedFile } from '../file/planned-write.ts';
import { isUtf8 } from './bytes.ts';
import { edit, type Edit } from './edit.ts';

/** A file of the host, and how its content is to be edited. */
export interface EditedFile extends Omit<WantedFile, 'content'> {
  /** What is missing is made, with the folders above it. */
  readonly create: boolean;
  /** A secret takes part: neither side of the difference is shown. */
  readonly isSecret: boolean;
  /** The new content; `before` null: there is no file. Throws RegexProblem where a pattern takes too long. */
  edit(before: Buffer | null): Edit;
}

export interface EditState {
  readonly file: KnownFile;
  look(path: string): KnownFile;
}

export function editQuery(task: EditedFile): Query<EditState> {
  const folders = task.create ? ['/', ...ancestry(parentOf(task.path))] : [parentOf(task.path)];
  const files: readonly FileQuestion[] = [
    { path: task.path, follow: task.follow, want: 'content' },
    ...folders.map((path) => ({ path, follow: true, want: 'attributes' as const })),
  ];
  return {
    files,
    reads: [...writeReads(task), ...folders.flatMap((path) => writeReads({ path }))],
    parse: (answers) => ({
      file: knownFile(answers, task.path, task.follow),
      look: (path) => knownFile(answers, path, true),
    }),
  };
}

export function planEdit(task: EditedFile, state: EditState): Planned {
  try {
    return isPresent(state.file) ? planExisting(task, state.file, state) : planMissing(task, state);
  } catch (error) {
    if (error instanceof RegexProblem)
      return refused(
        `${task.path} is not edited: ${error.message}`,
        'Look at the regular expression: `bulwark modules MODULE` says what it is compared with',
      );
    throw error;
  }
}

/** Ansible's `msg`, with the words for owner, group and mode. */
export function editFields(task: EditedFile, { file }: EditState): Fields {
  const made = madeOf(task, file);
  if (made === null) return new Map();
  const ownership = made.isWhole && made.content !== null && hasOtherOwnership(task, file) ? [ownershipWords] : [];
  const message = [...(made.message === '' ? [] : [made.message]), ...ownership].join(' and ');
  return new Map<string, Value>([['msg', message], ...made.fields]);
}

const ownershipWords = 'ownership, perms or SE linux context changed';

/** A new file is compared with what Ansible's umask leaves, since the words tell of the step after the writing. */
function hasOtherOwnership(task: EditedFile, file: KnownFile): boolean {
  const there = isPresent(file) ? file : imagined('file', task.path);
  return attributeDiff(task, there).length > 0;
}

/** Null where there is no content to edit. */
function madeOf(task: EditedFile, file: KnownFile): Edit | null {
  if (!isPresent(file)) return task.create ? safely(task, null) : null;
  return Buffer.isBuffer(file.content) ? safely(task, file.content) : null;
}

function safely(task: EditedFile, before: Buffer | null): Edit {
  try {
    return task.edit(before);
  } catch (error) {
    if (error instanceof RegexProblem) return edit(before, '');
    throw error;
  }
}

function planExisting(task: EditedFile, file: PresentFile, state: EditState): Planned {
  const parent = state.look(parentOf(task.path));
  if (file.kind !== 'file') return planWrite({ ...task, content: '' }, file, parent);
  if (file.content === undefined) throw new BadAnswer(`no content came back for ${task.path}`);
  if (file.content === null)
    return refused(`${task.path} is too large to be edited`, 'Files of up to 1 MiB are edited');
  const made = task.edit(file.content);
  if (!made.isWhole) return { kind: 'changes', changes: [] };
  if (made.content === null || made.content.equals(file.content))
    return { kind: 'changes', changes: planAttributes(task, file) };
  const content = shownContent(task, made.content);
  return content === null ? notText(task) : steady(task, made.content, planWrite({ ...task, content }, file, parent));
}

function planMissing(task: EditedFile, state: EditState): Planned {
  const made = task.edit(null);
  if (made.content === null) return task.create ? { kind: 'changes', changes: [] } : missing(task, []);
  const content = shownContent(task, made.content);
  if (content === null) return notText(task);
  const parent = imagined('directory', parentOf(task.path));
  const file = steady(task, made.content, planWrite({ ...task, content }, state.file, parent));
  if (file.kind === 'refused') return file;
  if (!task.create) return missing(task, file.changes);
  const folder = parentOf(task.path);
  if (isPresent(state.look(folder))) return file;
  const above = planNewFolder(folder, {}, state.look);
  return above.kind === 'refused' ? above : { ...file, changes: [...above.changes, ...file.changes] };
}

/** What an edit would change again each time it is asked cannot be verified: that is told. */
function steady(task: EditedFile, content: Buffer, planned: Planned): Planned {
  const again = task.edit(content).content;
  if (planned.kind === 'refused' || again === null || again.equals(content)) return planned;
  return {
    ...planned,
    changes: planned.changes.map((change) => ({ ...change, converges: 'once' })),
    warnings: [`every run changes ${task.path} once more: what is written does not meet what is asked for`],
  };
}

/** Text is shown as a difference of lines; other bytes are not, and a secret has to be text. */
function shownContent({ isSecret }: EditedFile, content: Buffer): string | Buffer | Secret | null {
  if (isSecret) return isUtf8(content) ? new Secret(content.toString()) : null;
  return isUtf8(content) ? content.toString() : content;
}

const notText = ({ path }: EditedFile): Planned =>
  refused(`${path} is not UTF-8, and a secret cannot be put into it`, 'Nothing was written');

const missing = ({ path }: EditedFile, assuming: readonly Change[]): Planned => ({
  kind: 'refused',
  message: `${path} does not exist`,
  wanted: 'a file to edit',
  seen: 'nothing there',
  hint: 'Make it first with copy or template, or see whether the path is right',
  assuming,
});

const refused = (message: string, hint: string): Planned => ({ kind: 'refused', message, hint });
