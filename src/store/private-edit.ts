import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** statfs(2): file systems that live in memory. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]); // TMPFS_MAGIC, RAMFS_MAGIC

export interface PrivateEdit {
  readonly name: string;
  readonly plain: Uint8Array;
  readonly onDisk: boolean;
  accept(edited: Uint8Array): Promise<'take' | 'again' | 'drop'>;
}

export interface Surroundings {
  /** The editor and its arguments. */
  readonly editor: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders that may be in memory, best first. */
  readonly rooms: readonly string[];
  /** Ends the editor and the edit. */
  readonly stop: AbortSignal;
  /** Called when the process ends, however it does. */
  readonly atExit: (action: () => void) => void;
}

export type PrivatelyEdited =
  | { readonly kind: 'taken'; readonly bytes: Uint8Array }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string };

/** Runs the editor on a copy in a folder of ours alone (0700, the file 0600) in memory, which is removed in any case. */
export async function editPrivately(edit: PrivateEdit, around: Surroundings): Promise<PrivatelyEdited> {
  const room = around.rooms.find(isInMemory) ?? (edit.onDisk ? tmpdir() : null);
  if (room === null)
    return {
      kind: 'failed',
      message: 'there is no folder in memory for the plain text (looked at XDG_RUNTIME_DIR, /run/user, /dev/shm)',
      hint: '--on-disk edits in the temporary folder of the disk, where deleted text can be found again',
    };
  const folder = mkdtempSync(join(room, 'bulwark-')); // 0700 by mkdtemp(3)
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  around.atExit(remove);
  try {
    return await editIn(join(folder, edit.name), edit, around);
  } finally {
    remove();
  }
}

async function editIn(path: string, edit: PrivateEdit, around: Surroundings): Promise<PrivatelyEdited> {
  writeFileSync(path, edit.plain, { mode: 0o600, flag: 'wx' });
  for (;;) {
    const problem = await runEditor(path, around);
    if (around.stop.aborted)
      return { kind: 'failed', message: 'interrupted: nothing was changed', hint: 'edit it again' };
    if (problem !== null)
      return {
        kind: 'failed',
        message: `the editor ${around.editor.join(' ')} ${problem}: nothing was changed`,
        hint: editorHint,
      };
    const bytes = readFileSync(path);
    const verdict = await edit.accept(bytes);
    if (verdict === 'take') return { kind: 'taken', bytes };
    if (verdict === 'drop') return { kind: 'dropped' };
  }
}

const editorHint = 'EDITOR names the editor: EDITOR=nano bulwark secrets edit FILE';

/** Null when it ended well. */
function runEditor(path: string, { editor, env, stop }: Surroundings): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const [file = '', ...args] = editor;
  const child = spawn(file, [...args, path], { stdio: 'inherit', env: { ...env } });
  const end = (): boolean => child.kill('SIGTERM');
  stop.addEventListener('abort', end);
  child.once('error', (error) => resolve(error.message));
  child.once('close', (code, signal) => {
    stop.removeEventListener('abort', end);
    resolve(code === 0 ? null : signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
  });
  if (stop.aborted) end();
  return promise;
}

function isInMemory(folder: string): boolean {
  try {
    return IN_MEMORY.has(statfsSync(folder).type);
  } catch {
    return false;
  }
}
