import type { FileQuestion } from '../../domain/file-state.ts';
import type { Answers, Query } from '../../domain/module.ts';
import { groupResource, pathResource, userResource, type Resource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { dangerCommand, readDangers } from './absent.ts';
import { ancestry } from './directory.ts';
import { baseName, knownFile, parentOf, type KnownFile } from './known-file.ts';
import { targetPath } from './links.ts';
import { listingCommand, readListing, type ListedFile } from './listing.ts';
import type { FileParams } from './params.ts';

/** What the host said of the paths, of what patterns match or folders hold, and of what stands against a removal. */
export interface Look {
  /** What is there, behind a link where `follow` or the state says so. */
  at(path: string): KnownFile;
  /** What is there, or behind the link that is. */
  behind(path: string): KnownFile;
  /** What is there, a link itself too. */
  itself(path: string): KnownFile;
  /** Where a hard link goes: into what is a folder. */
  hardPlace(path: string, given: Pick<FileParams, 'src'>): string;
  readonly listed: readonly ListedFile[];
  readonly dangers: ReadonlyMap<string, 'mount' | 'home'>;
}

export function lookQuery(given: FileParams): Query<Look> {
  const files = (given.path ?? []).flatMap((path) => questionsAbout(path, given));
  const command = commandFor(given);
  return {
    files,
    ...(command === null ? {} : { command }),
    reads: readsOf(given, files),
    readsCut: true,
    parse: (answers) => readLook(given, files, answers),
  };
}

function questionsAbout(path: string, given: FileParams): readonly FileQuestion[] {
  const attributes = (name: string, follow: boolean): FileQuestion => ({ path: name, follow, want: 'attributes' });
  const both = (name: string): readonly FileQuestion[] => [attributes(name, false), attributes(name, true)];
  const { src } = given;
  switch (given.state) {
    case 'absent':
      return [{ path, follow: false, want: 'hash' }];
    case 'link':
      return [...both(path), attributes(parentOf(path), true), ...(src === undefined ? [] : targets(path, src))];
    case 'hard':
      return [
        ...both(path),
        attributes(parentOf(path), true),
        ...both(src ?? '/'),
        ...both(within(path, baseName(src ?? ''))),
      ];
    case 'directory':
      return [...both(path), ...['/', ...ancestry(parentOf(path))].map((folder) => attributes(folder, true))];
    case 'touch':
      return [...both(path), attributes(parentOf(path), true)];
    case 'file':
    case undefined:
      return both(path);
  }
}

/** Beside the link, or inside the folder that may be in its way. */
const targets = (path: string, target: string): readonly FileQuestion[] =>
  [targetPath({ path, target }), targetPath({ path, target }, 'directory')].map((name) => ({
    path: name,
    follow: true,
    want: 'attributes',
  }));

const within = (folder: string, name: string): string => `${folder === '/' ? '' : folder}/${name}`;

function commandFor(given: FileParams): ShellCommand | null {
  const trees = given.recurse ? (given.path ?? []) : [];
  if (given.glob !== undefined || trees.length > 0)
    return listingCommand(given.glob ?? [], trees, {
      follow: given.follow,
      owned: given.owner !== undefined || given.group !== undefined,
    });
  return given.state === 'absent' && given.path !== undefined ? dangerCommand(given.path) : null;
}

function readLook(given: FileParams, files: readonly FileQuestion[], answers: Answers): Look {
  const known = new Map(
    files.map(({ path, follow }) => [`${follow} ${path}`, knownFile(answers, path, follow)] as const),
  );
  const lists = given.glob !== undefined || given.recurse;
  const found = (path: string, follow: boolean): KnownFile =>
    known.get(`${follow} ${path}`) ?? { kind: 'absent', realPath: path };
  const follows = given.state !== 'absent' && given.state !== 'link' && given.state !== 'hard' && given.follow;
  return {
    at: (path) => (known.has(`${follows} ${path}`) ? found(path, follows) : found(path, true)),
    behind: (path) => found(path, true),
    itself: (path) => (known.has(`false ${path}`) ? found(path, false) : found(path, true)),
    hardPlace: (path, { src = '' }) => (found(path, true).kind === 'directory' ? within(path, baseName(src)) : path),
    listed: lists ? readListing(answers.output) : [],
    dangers: !lists && given.state === 'absent' ? readDangers(answers.output) : new Map(),
  };
}

function readsOf({ owner, group, glob }: FileParams, files: readonly FileQuestion[]): readonly Resource[] {
  return [
    ...files.map(({ path }) => pathResource(path)),
    ...(glob ?? []).map((pattern) => pathResource(parentOf(`${pattern.slice(0, pattern.search(/[*?[]/))}x`))),
    ...(owner === undefined ? [] : [userResource(owner)]),
    ...(group === undefined ? [] : [groupResource(group)]),
  ];
}
