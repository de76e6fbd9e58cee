import { createHash } from 'node:crypto';

import type { Expectation, FileQuestion, PresentFile } from '../../domain/file-state.ts';
import { BadAnswer, type Change, type Planned, type Step } from '../../domain/module.ts';
import { groupResource, pathResource, userResource, type Resource } from '../../domain/resource.ts';
import { Secret } from '../../domain/secret.ts';
import { modeText, wantedMode, type Mode } from '../mode.ts';
import { attributeDiff, contentDiff } from './diff.ts';
import { isPresent, parentOf, type KnownFile } from './known-file.ts';
import { validation } from './validation.ts';

/** What a file is to become; spread of the `writtenFile` parameters, with `path` and `content`. */
export interface WantedFile {
  readonly path: string;
  readonly content: string | Buffer | Secret;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly mode?: Mode | undefined;
  /** `visudo -cf %s`. */
  readonly validate?: string | undefined;
  readonly follow: boolean;
}

/** A new file without a stated mode: what the dispatcher's umask of 077 leaves. */
const newFileMode = 0o600;

/** Above this size (bytes) of wanted content the old content is not fetched for the diff: hash and size are shown. */
const diffLimit = 32 * 1024;

/**
 * What has to be asked before `planWrite`. Small text is fetched whole, so that the diff can show old lines in the
 * same round trip; for secret, binary and large content the hash is enough, and the old content stays on the host.
 */
export function writeQuestions({ path, content, follow }: WantedFile): readonly FileQuestion[] {
  const showable = typeof content === 'string' && content.length <= diffLimit;
  return [
    { path, follow, want: showable ? 'content' : 'hash' },
    { path: parentOf(path), follow: true, want: 'attributes' },
  ];
}

export function writeReads({ path, owner, group }: Pick<WantedFile, 'path' | 'owner' | 'group'>): readonly Resource[] {
  return [
    pathResource(path),
    ...(owner === undefined ? [] : [userResource(owner)]),
    ...(group === undefined ? [] : [groupResource(group)]),
  ];
}

/** The change that makes the file as wanted: none, its attributes, or its content and attributes in one write. */
export function planWrite(wanted: WantedFile, file: KnownFile, parent: KnownFile): Planned {
  if (!isPresent(file)) return isPresent(parent) ? planned([creation(wanted)]) : missingParent(wanted);
  if (file.kind !== 'file') return inTheWay(wanted.path, file);
  if (hashOf(file, wanted.path) !== sha256(wanted.content)) return planned([rewrite(wanted, file)]);
  return planned(planAttributes(wanted, file));
}

/** Owner, group and mode alone; empty when they are as wanted. */
export function planAttributes(wanted: Omit<WantedFile, 'content' | 'validate'>, file: PresentFile): readonly Change[] {
  const given = attributeDiff(wanted, file);
  if (given.length === 0) return [];
  const mode =
    wanted.mode === undefined ? withoutSetId(file) : wantedMode(wanted.mode, file.mode, file.kind === 'directory');
  const entries =
    wanted.mode === undefined && mode !== file.mode
      ? [...given, { name: 'mode', before: modeText(file.mode), after: modeText(mode) }]
      : given;
  const step: Step = {
    kind: 'set-attributes',
    path: wanted.path,
    owner: differing(wanted.owner, file.owner, file.uid),
    group: differing(wanted.group, file.group, file.gid),
    mode: entries.some(({ name }) => name !== 'mode') || mode !== file.mode ? mode : null,
    expect: { kind: 'attributes', type: file.kind, mode: file.mode, uid: file.uid, gid: file.gid },
    follow: wanted.follow,
  };
  return [{ ...update(wanted.path), diff: { entries }, steps: [step] }];
}

/** What the kernel leaves of a file's mode when it gets another owner (chown(2)). */
const withoutSetId = ({ kind, mode }: PresentFile): number =>
  kind === 'file' ? mode & ~0o4000 & ((mode & 0o10) === 0 ? ~0 : ~0o2000) : mode;

export const sha256 = (content: string | Buffer | Secret): string =>
  createHash('sha256')
    .update(content instanceof Secret ? content.reveal() : content)
    .digest('hex');

function creation(wanted: WantedFile): Change {
  const mode = wantedMode(wanted.mode ?? { kind: 'octal', bits: newFileMode }, newFileMode, false);
  return {
    ...update(wanted.path),
    action: 'create',
    diff: contentDiff(wanted, null, mode),
    steps: [writeStep(wanted, mode, { kind: 'absent' })],
  };
}

function rewrite(wanted: WantedFile, file: PresentFile): Change {
  const mode = wantedMode(wanted.mode ?? { kind: 'octal', bits: file.mode }, file.mode, false);
  const expect: Expectation = {
    kind: 'file',
    sha256: hashOf(file, wanted.path),
    mode: file.mode,
    uid: file.uid,
    gid: file.gid,
  };
  return { ...update(wanted.path), diff: contentDiff(wanted, file, mode), steps: [writeStep(wanted, mode, expect)] };
}

const writeStep = (wanted: WantedFile, mode: number, expect: Expectation): Step => ({
  kind: 'write-file',
  path: wanted.path,
  content: wanted.content,
  owner: wanted.owner ?? null,
  group: wanted.group ?? null,
  mode,
  expect,
  follow: wanted.follow,
  ...(wanted.validate === undefined ? {} : { validate: validation(wanted.validate) }),
});

const update = (path: string) =>
  ({
    action: 'update',
    target: path,
    writes: [pathResource(path)],
    converges: 'verified',
    disrupts: 'none',
  }) satisfies Partial<Change>;

const planned = (changes: readonly Change[]): Planned => ({ kind: 'changes', changes });

function differing(wanted: string | undefined, name: string, id: number): string | null {
  return wanted === undefined || wanted === name || wanted === String(id) ? null : wanted;
}

function hashOf(file: PresentFile, path: string): string {
  if (file.sha256 === undefined) throw new BadAnswer(`no SHA-256 came back for ${path}`);
  return file.sha256;
}

const missingParent = (wanted: WantedFile): Planned => ({
  kind: 'refused',
  message: `the folder ${parentOf(wanted.path)} does not exist`,
  wanted: `a folder to write ${wanted.path} into`,
  seen: 'nothing there',
  hint: `Make it first: file: {path: ${parentOf(wanted.path)}, state: directory, mode: "0700"}`,
  assuming: [creation(wanted)],
});

function inTheWay(path: string, file: PresentFile): Planned {
  const wanted = `a regular file at ${path}`;
  if (file.kind === 'directory')
    return { kind: 'refused', message: `${path} is a directory`, wanted, seen: 'a directory' };
  if (file.kind === 'other')
    return { kind: 'refused', message: `${path} is no regular file`, wanted, seen: 'a device, socket or pipe' };
  const target = file.linkTarget ?? file.realPath;
  return {
    kind: 'refused',
    message: `${path} is a symbolic link to ${target}`,
    wanted,
    seen: `a link to ${target}`,
    hint: `Name ${target} instead, or say follow: true to write to what the link points to`,
  };
}
