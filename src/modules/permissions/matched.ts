import type { PresentFile } from '../../domain/file-state.ts';
import type { PathRule } from './params.ts';
import { pathTest, reachesBelow } from './pattern.ts';
import type { PermissionsState } from './probe.ts';

/** Something that a rule is about. */
export interface Matched {
  readonly path: string;
  readonly file: PresentFile;
}

/** All that the rule's mode is for: of a pattern what is no folder, or folders alone. A link has no mode of its own. */
export const withMode = (rule: PathRule, state: PermissionsState): readonly Matched[] =>
  matched(rule, state).filter(
    ({ file }) =>
      file.kind !== 'link' && (rule.pattern.plain || (file.kind === 'directory') === rule.pattern.foldersOnly),
  );

/** All that the rule's owner is for, folders and links as well. */
export const withOwner = (rule: PathRule, state: PermissionsState): readonly Matched[] =>
  matched(rule, state).filter(({ file }) => !rule.pattern.foldersOnly || file.kind === 'directory');

export const isBeyond = ({ mode }: PathRule, file: PresentFile): boolean =>
  mode !== null && (file.mode & ~mode.atMost) !== 0;

export const isOthers = ({ owner }: PathRule, file: PresentFile): boolean =>
  owner !== null && !(isAccount(owner.owner, file.owner, file.uid) && isAccount(owner.group, file.group, file.gid));

const isAccount = (wanted: string, name: string, id: number): boolean => wanted === name || wanted === String(id);

/** Links to folders in which something may be meant: nobody looked there. */
export function notEntered({ pattern }: PathRule, { listed }: PermissionsState): readonly string[] {
  if (pattern.plain) return [];
  const mayHold = reachesBelow(pattern);
  const links = new Set(listed.filter(({ kind }) => kind === 'link').map(({ path }) => path));
  return listed
    .filter(({ path, kind }) => kind === 'directory' && links.has(path) && mayHold(path))
    .map(({ path }) => path);
}

/** null: all was looked at. */
export function notEnteredWords(links: readonly string[]): string | null {
  const [first, ...others] = links;
  if (first === undefined) return null;
  const more = others.length === 0 ? 'is a link to a folder' : `and ${others.length} more are links to folders`;
  return `${first} ${more}: what is in there was not looked at`;
}

function matched({ pattern }: PathRule, { named, listed }: PermissionsState): readonly Matched[] {
  if (pattern.plain) {
    const file = named.get(pattern.text) ?? null;
    return file === null ? [] : [{ path: pattern.text, file }];
  }
  const isMeant = pathTest(pattern);
  return listed.filter(({ path }) => isMeant(path)).map((one) => ({ path: one.path, file: one }));
}
