import type { Change, Step } from '../../domain/module.ts';
import { sha256 } from '../../domain/sha256.ts';
import { contentBytes } from '../steps.ts';
import { managedPaths } from './managed-paths.ts';
import type { PathMark } from './path-mark.ts';

type Marks = ReadonlyMap<string, PathMark>;

/** Whether these changes do no more than put paths back as the marker has them, and read again what systemd knows. */
export const restores = (changes: readonly Change[], marks: Marks): boolean => {
  const steps = changes.flatMap((change) => change.steps);
  return steps.length > 0 && steps.every((step) => isPutBack(step, marks));
};

function isPutBack(step: Step, marks: Marks): boolean {
  switch (step.kind) {
    case 'daemon-reload':
      return true;
    case 'write-file':
      // The check of the new file is a command of the playbook, too.
      return step.validate === undefined && isAs(marks.get(step.path), 'file', step, sha256(contentBytes(step)));
    case 'set-attributes':
      return isAs(marks.get(step.path), null, step, null);
    case 'make-directory':
      return isAs(marks.get(step.path), 'directory', step, null);
    case 'remove-file':
      return marks.get(step.path)?.kind === 'absent';
    case 'set-sysctl':
      return isValue(marks.get(managedPaths([{ kind: 'sysctl', name: step.key }])[0] ?? ''), step.value);
    default:
      return false;
  }
}

interface Wanted {
  readonly owner: string | null;
  readonly group: string | null;
  readonly mode: number | null;
}

function isAs(mark: PathMark | undefined, kind: PathMark['kind'] | null, wanted: Wanted, hash: string | null): boolean {
  if (mark === undefined || mark.kind === 'absent' || (kind !== null && mark.kind !== kind)) return false;
  return (
    (wanted.mode === null || wanted.mode === mark.mode) &&
    isOwner(wanted.owner, mark.uid) &&
    isOwner(wanted.group, mark.gid) &&
    (hash === null || hash === mark.hash)
  );
}

/** A marker has numbers; of names only root's is known to be one. */
const isOwner = (wanted: string | null, id: number): boolean =>
  wanted === null || wanted === String(id) || (wanted === 'root' && id === 0);

const isValue = (mark: PathMark | undefined, value: string): boolean =>
  mark !== undefined && mark.kind !== 'absent' && mark.hash === sha256(`${value}\n`);
