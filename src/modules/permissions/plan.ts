import type { PresentFile } from '../../domain/file-state.ts';
import type { Change, Planned } from '../../domain/module.ts';
import { planAttributes } from '../file/planned-write.ts';
import { modeText } from '../mode.ts';
import { findingsOf } from './findings.ts';
import { isBeyond, isOthers, notEntered, notEnteredWords, withMode, withOwner } from './matched.ts';
import type { PermissionsTask } from './params.ts';
import type { PermissionsState } from './probe.ts';

/**
 * One change for each file that is too open or somebody else's. Bits are only ever taken away. Folders come before what
 * is in them: nothing is changed in a folder that others can write.
 */
export function planPermissions(task: PermissionsTask, state: PermissionsState): Planned {
  const unseen = notEnteredWords([...new Set(task.rules.flatMap((rule) => notEntered(rule, state)))]);
  return {
    kind: 'changes',
    changes: [...wantedOf(task, state).values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)).flatMap(changeOf),
    findings: findingsOf(task, state),
    kept: keptModes(task, state),
    ...(unseen !== null && { warnings: [unseen] }),
  };
}

interface Wanted {
  readonly path: string;
  readonly file: PresentFile;
  readonly mode: number;
  readonly owner: string | null;
  readonly group: string | null;
}

/** By path and kind, with what all rules together want: several may be about one file. */
function wantedOf({ rules }: PermissionsTask, state: PermissionsState): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const note = (path: string, file: PresentFile, more: Partial<Wanted>): void => {
    const key = `${file.kind === 'link' ? 'link' : 'file'} ${path}`;
    const known = wanted.get(key) ?? { path, file, mode: file.mode, owner: null, group: null };
    wanted.set(key, { ...known, ...more, mode: known.mode & (more.mode ?? known.mode) });
  };
  for (const rule of rules) {
    const { mode, owner } = rule;
    if (mode !== null)
      for (const { path, file } of withMode(rule, state))
        if (isBeyond(rule, file)) note(path, file, { mode: mode.atMost });
    if (owner !== null)
      for (const { path, file } of withOwner(rule, state))
        if (isOthers(rule, file)) note(path, file, { owner: owner.owner, group: owner.group });
  }
  return wanted;
}

function changeOf({ path, file, mode, owner, group }: Wanted): readonly Change[] {
  const isLink = file.kind === 'link';
  return planAttributes(
    {
      path,
      follow: !isLink,
      ...(mode !== file.mode && !isLink && { mode: { kind: 'octal', bits: mode } }),
      ...(owner !== null && { owner }),
      ...(group !== null && { group }),
    },
    file,
  );
}

/** A named file that is stricter than asked for stays so. */
function keptModes({ rules }: PermissionsTask, state: PermissionsState): { what: string; why: string }[] {
  return rules.flatMap((rule) => {
    const { mode, pattern } = rule;
    if (mode === null || !pattern.plain) return [];
    return withMode(rule, state)
      .filter(({ file }) => file.mode !== mode.atMost && !isBeyond(rule, file))
      .map(({ path, file }) => ({
        what: `${path} mode ${modeText(file.mode)}`,
        why: `at most ${modeText(mode.atMost)} is wanted`,
      }));
  });
}
