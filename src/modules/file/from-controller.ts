import type { FileQuestion } from '../../domain/file-state.ts';
import type { Fields, Planned, Query } from '../../domain/module.ts';
import type { Value } from '../../domain/value.ts';
import { modeText } from '../mode.ts';
import { isPresent, knownFile, parentOf, withoutSlash, type KnownFile } from './known-file.ts';
import { planWrite, sha256, writeQuestions, writeReads, type WantedFile } from './planned-write.ts';

/** What copy and template want: `path` as written, which may be a folder where the file keeps its `name`. */
export interface DeliveredFile extends WantedFile {
  /** Base name of the source; null when the content was given in the task. */
  readonly name: string | null;
  /** False: a file that is there stays as it is. */
  readonly force: boolean;
}

export interface Delivery {
  /** Where the file goes, after a folder as destination was resolved. */
  readonly path: string;
  readonly file: KnownFile;
  readonly parent: KnownFile;
}

/** Asks about the destination, and about the file of the same name inside it in case it is a folder. */
export function deliveryQuery(wanted: DeliveredFile): Query<Delivery> {
  const candidates = candidatesOf(wanted);
  return {
    files: distinct([...candidates.flatMap((path) => writeQuestions({ ...wanted, path })), ...folderQuestion(wanted)]),
    reads: candidates.flatMap((path) => writeReads({ ...wanted, path })),
    parse: (answers) => {
      const path =
        entersFolder(wanted) && isFolder(knownFile(answers, withoutSlash(wanted.path), true))
          ? inside(wanted)
          : (candidates[0] ?? wanted.path);
      return { path, file: knownFile(answers, path, wanted.follow), parent: knownFile(answers, parentOf(path), true) };
    },
  };
}

export function planDelivery(wanted: DeliveredFile, { path, file, parent }: Delivery): Planned {
  if (!wanted.force && isPresent(file)) return { kind: 'changes', changes: [] };
  return planWrite({ ...wanted, path }, file, parent);
}

/** Ansible's names; what is there before a change, besides the path and the checksum of what is wanted. */
export function deliveryFields(wanted: DeliveredFile, { path, file }: Delivery): Fields {
  const there: readonly (readonly [string, Value])[] = isPresent(file)
    ? [
        ['mode', modeText(file.mode)],
        ['owner', file.owner],
        ['group', file.group],
        ['uid', file.uid],
        ['gid', file.gid],
        ['size', file.size],
        ['state', 'file'],
      ]
    : [];
  return new Map<string, Value>([['dest', path], ['path', path], ['checksum', sha256(wanted.content)], ...there]);
}

/** A trailing slash names a folder; otherwise the destination may turn out to be one. */
function candidatesOf(wanted: DeliveredFile): readonly string[] {
  if (wanted.name === null) return [wanted.path];
  return wanted.path.endsWith('/') ? [inside(wanted)] : [wanted.path, inside(wanted)];
}

const inside = (wanted: DeliveredFile): string =>
  `${withoutSlash(wanted.path) === '/' ? '' : withoutSlash(wanted.path)}/${wanted.name ?? ''}`;

const entersFolder = (wanted: DeliveredFile): boolean => wanted.name !== null && !wanted.path.endsWith('/');

const folderQuestion = (wanted: DeliveredFile): readonly FileQuestion[] =>
  entersFolder(wanted) ? [{ path: withoutSlash(wanted.path), follow: true, want: 'attributes' }] : [];

const isFolder = (state: KnownFile): boolean => state.kind === 'directory';

/** One question a path and `follow`; the one that wants most wins. */
function distinct(questions: readonly FileQuestion[]): readonly FileQuestion[] {
  const worth = { attributes: 0, hash: 1, content: 2 };
  const best = new Map<string, FileQuestion>();
  for (const question of questions) {
    const key = `${question.follow} ${question.path}`;
    const other = best.get(key);
    if (other === undefined || worth[other.want] < worth[question.want]) best.set(key, question);
  }
  return [...best.values()];
}
