import { createHash } from 'node:crypto';

import type { BoundModule } from '../../domain/bound.ts';
import type { FileState, PresentFile } from '../../domain/file-state.ts';
import { BadAnswer, type Answers, type Change, type Step } from '../../domain/module.ts';
import { reveal } from '../../domain/secret.ts';
import { imagined } from '../file/known-file.ts';

/** Files of a host that is only thought of. Folders above what is asked for are there. */
export class MemoryHost {
  readonly #files = new Map<string, PresentFile>();
  readonly #elsewhere: (path: string) => FileState;

  constructor(elsewhere: (path: string) => FileState = absent) {
    this.#elsewhere = elsewhere;
  }

  answers({ query }: BoundModule): Answers {
    const asked = (query.files ?? []).map(({ path }) => path);
    return {
      file: (path) => this.#stateOf(path, asked),
      get output(): never {
        throw new BadAnswer('nobody runs commands here');
      },
    };
  }

  /** False: a step that files alone do not show. */
  perform(change: Change): boolean {
    return change.steps.every((step) => this.#step(step));
  }

  #stateOf(path: string, asked: readonly string[]): FileState {
    const known = this.#files.get(path);
    if (known !== undefined) return known.size < 0 ? absent(path) : known;
    const isAbove = path === '/' || asked.some((other) => other.startsWith(`${path}/`));
    return isAbove ? present(path, { kind: 'directory', mode: 0o755 }) : this.#elsewhere(path);
  }

  #step(step: Step): boolean {
    switch (step.kind) {
      case 'write-file': {
        const content = Buffer.isBuffer(step.content) ? step.content : Buffer.from(reveal(step.content));
        this.#put(step.path, { kind: 'file', mode: step.mode, ...ownersOf(step), ...contentOf(content) });
        return true;
      }
      case 'make-directory':
        this.#put(step.path, { kind: 'directory', mode: step.mode, ...ownersOf(step) });
        return true;
      case 'set-attributes': {
        const before = this.#stateOf(step.path, []);
        if (before.kind === 'absent' || before.kind === 'unknown') return false;
        this.#put(step.path, { ...before, ...(step.mode !== null && { mode: step.mode }), ...ownersOf(step) });
        return true;
      }
      case 'remove-file':
      case 'remove-directory':
        this.#put(step.path, { size: -1 });
        return true;
      default:
        return false;
    }
  }

  #put(path: string, state: Partial<PresentFile>): void {
    this.#files.set(path, present(path, state));
  }
}

export const absent = (path: string): FileState => ({ kind: 'absent', realPath: path });

/** A file of root's with the given text. */
export const textFile =
  (text: string) =>
  (path: string): FileState =>
    present(path, { kind: 'file', mode: 0o644, ...contentOf(Buffer.from(text)) });

const contentOf = (content: Buffer): Pick<PresentFile, 'size' | 'sha256' | 'content'> => ({
  size: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  content,
});

const ownersOf = ({ owner, group }: { readonly owner: string | null; readonly group: string | null }) => ({
  ...(owner !== null && idOf('owner', 'uid', owner)),
  ...(group !== null && idOf('group', 'gid', group)),
});

/** Accounts are known by name here; a number is both. */
const idOf = (name: 'owner' | 'group', id: 'uid' | 'gid', account: string): Partial<PresentFile> => ({
  [name]: account,
  [id]: /^\d+$/.test(account) ? Number(account) : account === 'root' ? 0 : 1000,
});

const present = (path: string, state: Partial<PresentFile>): PresentFile => ({
  ...imagined('file', path),
  inode: 1,
  ...state,
});
