import type { FileQuestion } from '../../domain/file-state.ts';
import type { Answers, Query } from '../../domain/module.ts';
import { groupResource, pathResource, userResource, type Resource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { dangerCommand, readDangers } from './absent.ts';
import { ancestry } from './directory.ts';
import { knownFile, parentOf, type KnownFile } from './known-file.ts';
import { targetPath } from './links.ts';
import { listingCommand, readListing, type ListedFile } from './listing.ts';
import type { FileParams } from './params.ts';

/** What the host said of the paths, of what patterns match or folders hold, and of what stands against a removal. */
export interface Look {
  at(path: string): KnownFile;
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
    parse: (answers) => readLook(given, files, answers),
  };
}

function questionsAbout(path: string, given: FileParams): readonly FileQuestion[] {
  const attributes = (name: string, follow: boolean): FileQuestion => ({ path: name, follow, want: 'attributes' });
  switch (given.state) {
    case 'absent':
      return [{ path, follow: false, want: 'hash' }];
    case 'link':
    case 'hard':
      return [attributes(path, false), attributes(targetPath({ path, target: given.src ?? '' }), true)];
    case 'directory':
      return ['/', ...ancestry(path)].map((folder) => attributes(folder, folder === path ? given.follow : true));
    case 'touch':
      return [attributes(path, given.follow), attributes(parentOf(path), true)];
    case 'file':
    case undefined:
      return [attributes(path, given.follow)];
  }
}

function commandFor(given: FileParams): ShellCommand | null {
  const trees = given.recurse ? (given.path ?? []) : [];
  if (given.glob !== undefined || trees.length > 0) return listingCommand(given.glob ?? [], trees);
  return given.state === 'absent' && given.path !== undefined ? dangerCommand(given.path) : null;
}

function readLook(given: FileParams, files: readonly FileQuestion[], answers: Answers): Look {
  const known = new Map(files.map(({ path, follow }) => [path, knownFile(answers, path, follow)]));
  const lists = given.glob !== undefined || given.recurse;
  return {
    at: (path) => known.get(path) ?? { kind: 'absent', realPath: path },
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
