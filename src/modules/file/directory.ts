import type { Change, Planned } from '../../domain/module.ts';
import { pathResource } from '../../domain/resource.ts';
import { modeText, wantedMode } from '../mode.ts';
import { isPresent, parentOf, type KnownFile } from './known-file.ts';
import type { FileParams } from './params.ts';

type Ownership = Pick<FileParams, 'owner' | 'group' | 'mode'>;

/** A new folder without a stated mode: what the dispatcher's umask of 077 leaves. */
const newFolderMode = 0o700;

/** The path and every folder above it, the root left out; topmost first. */
export function ancestry(path: string): readonly string[] {
  return path === '/' ? [] : [...ancestry(parentOf(path)), path];
}

/** Makes the folder and those above it that are missing, all with the stated owner, group and mode, as Ansible does. */
export function planNewFolder(path: string, given: Ownership, look: (path: string) => KnownFile): Planned {
  const missing = ancestry(path).filter((folder) => !isPresent(look(folder)));
  const above = look(parentOf(missing[0] ?? path));
  if (isPresent(above) && above.kind !== 'directory')
    return { kind: 'refused', message: `${parentOf(missing[0] ?? path)} is no directory`, seen: above.kind };
  return { kind: 'changes', changes: [creation(path, missing, given)] };
}

function creation(path: string, missing: readonly string[], given: Ownership): Change {
  const mode = wantedMode(given.mode ?? { kind: 'octal', bits: newFolderMode }, newFolderMode, true);
  return {
    action: 'create',
    target: path,
    writes: missing.map(pathResource),
    diff: {
      entries: [
        { name: 'state', before: null, after: 'directory' },
        { name: 'mode', before: null, after: modeText(mode) },
      ],
    },
    converges: 'verified',
    disrupts: 'none',
    steps: missing.map((folder) => ({
      kind: 'make-directory',
      path: folder,
      owner: given.owner ?? null,
      group: given.group ?? null,
      mode,
    })),
  };
}
