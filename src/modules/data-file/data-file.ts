import { z } from 'zod';

import { BadAnswer, type DiffEntry, type Fields, type Planned, type Query } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import { Float } from '../../domain/value.ts';
import type { EditedYaml, PlainYaml, WantedYaml, YamlChange } from '../../source/edit-yaml.ts';
import { isPresent, knownFile, parentOf, type KnownFile } from '../file/known-file.ts';
import { planWrite, writeReads } from '../file/planned-write.ts';
import { isUtf8 } from '../text/bytes.ts';
import { absolutePath, flag, word, writtenFile } from '../params.ts';

const yamlValue: z.ZodType<unknown> = z.unknown().refine(isData, 'must be YAML data');

const pointer = z
  .string()
  .refine((text) => /^(?:\/(?:[^~/]|~[01])*)+$/.test(text), 'must be a JSON pointer such as /plugins/0/path');

/** What yaml_file and json_file take. */
export const dataFileParams = z
  .strictObject({
    path: absolutePath,
    merge: z.record(z.string(), yamlValue).optional(),
    set: z.record(pointer, yamlValue).default({}),
    absent: z.array(pointer).default([]),
    list_key: word.optional(),
    /** true: begin with an empty document; a text: begin with that. */
    create: z.union([flag, z.string()]).default(false),
    ...writtenFile,
  })
  .refine(
    (given) => given.merge !== undefined || Object.keys(given.set).length > 0 || given.absent.length > 0,
    'needs merge, set or absent',
  );
export type DataFileParams = z.output<typeof dataFileParams>;

export interface DataFileState {
  readonly file: KnownFile;
  readonly parent: KnownFile;
}

/** A language of data, and what edits it. */
export interface DataFormat {
  readonly name: string;
  /** What a new file begins with. */
  readonly empty: string;
  edit(text: string, wanted: WantedYaml): EditedYaml;
}

export const dataFileQuery = (given: DataFileParams): Query<DataFileState> => ({
  files: [
    { path: given.path, follow: given.follow, want: 'content' },
    { path: parentOf(given.path), follow: true, want: 'attributes' },
  ],
  reads: writeReads(given),
  parse: (answers) => ({
    file: knownFile(answers, given.path, given.follow),
    parent: knownFile(answers, parentOf(given.path), true),
  }),
});

export function planDataFile(format: DataFormat, given: DataFileParams, { file, parent }: DataFileState): Planned {
  const before = textOf(format, given, file);
  return typeof before === 'string' ? planEdit(format, given, file, parent, before) : before;
}

export const dataFileFields = ({ path }: DataFileParams): Fields => new Map([['path', path]]);

function planEdit(
  format: DataFormat,
  given: DataFileParams,
  file: KnownFile,
  parent: KnownFile,
  before: string,
): Planned {
  const edited = format.edit(before, {
    set: new Map(Object.entries(given.set).map(([at, value]) => [at, plainOf(value)])),
    absent: given.absent,
    ...(given.merge !== undefined && { merge: plainOf(given.merge) }),
    ...(given.list_key !== undefined && { listKey: given.list_key }),
  });
  if (!edited.ok)
    return refused(`${given.path}:${edited.line}:${edited.column}: ${edited.message}`, 'Nothing was written');
  const hidden = holdsSecret([given.merge, given.set]);
  // What was typed may be written in another encoding: an untouched text goes back as the bytes that it was.
  const untouched =
    isPresent(file) && edited.changes.length === 0 && Buffer.isBuffer(file.content) ? file.content : null;
  const planned = planWrite(
    { ...given, content: hidden ? new Secret(edited.text) : (untouched ?? edited.text) },
    file,
    parent,
  );
  return planned.kind === 'changes'
    ? {
        ...planned,
        changes: planned.changes.map((change) => ({
          ...change,
          diff: { ...change.diff, entries: entriesOf(edited.changes, change.diff.entries, hidden) },
        })),
      }
    : planned;
}

/** Values by pointer instead of a count of lines; owner, group and mode stay. */
function entriesOf(
  changes: readonly YamlChange[],
  others: readonly DiffEntry[],
  hidden: boolean,
): readonly DiffEntry[] {
  const shown = (text: string | null): string | Secret | null => (hidden && text !== null ? new Secret(text) : text);
  return [
    ...changes.map(({ pointer: name, before, after }) => ({ name, before: shown(before), after: shown(after) })),
    ...others.filter(({ name }) => name !== 'content'),
  ];
}

/** The text to edit, or why there is none. */
function textOf(format: DataFormat, { path, create }: DataFileParams, file: KnownFile): string | Planned {
  if (!isPresent(file)) {
    if (create === false)
      return refused(
        `${path} does not exist`,
        'create: true begins with an empty document, create: | with one of yours',
      );
    return create === true ? format.empty : create;
  }
  if (file.kind !== 'file') return file.kind === 'link' ? '' : refused(`${path} is no regular file`);
  if (file.content === undefined) throw new BadAnswer(`no content came back for ${path}`);
  if (file.content === null) return refused(`${path} is too large to be edited`);
  return isUtf8(file.content) ? file.content.toString() : refused(`${path} is not UTF-8`);
}

const refused = (message: string, hint?: string): Planned => ({
  kind: 'refused',
  message,
  ...(hint !== undefined && { hint }),
});

function isData(value: unknown): boolean {
  if (value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return true;
  if (value instanceof Secret || value instanceof Float) return true;
  return typeof value === 'object' && Object.values(value).every(isData);
}

function plainOf(value: unknown): PlainYaml {
  if (value instanceof Secret) return value.reveal();
  if (value === null || value instanceof Float || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (Array.isArray(value)) return value.map(plainOf);
  return typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainOf(item)]))
    : null;
}

function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret) return true;
  return (
    typeof value === 'object' && value !== null && !(value instanceof Float) && Object.values(value).some(holdsSecret)
  );
}
