import type { Change, Planned } from '../../domain/module.ts';
import { pathResource } from '../../domain/resource.ts';
import { sh } from '../../shell/sh.ts';
import { isPresent, type KnownFile } from './known-file.ts';
import type { FileParams } from './params.ts';
import { planWrite } from './planned-write.ts';

/** An empty file where there is none; else new times, which never converges, unless both are to be preserved. */
export function planTouch(path: string, given: FileParams, there: KnownFile, parent: KnownFile): Planned {
  if (!isPresent(there)) return planWrite({ ...given, path, content: '', validate: undefined }, there, parent);
  const preserved = given.modification_time === 'preserve' && given.access_time === 'preserve';
  return { kind: 'changes', changes: preserved ? [] : [newTimes(path)] };
}

const newTimes = (path: string): Change => ({
  action: 'update',
  target: path,
  writes: [pathResource(path)],
  diff: { entries: [{ name: 'times', before: null, after: 'now' }] },
  converges: 'once',
  disrupts: 'none',
  undoable: false,
  steps: [{ kind: 'exec', command: sh`touch -c -- ${path}` }],
});
