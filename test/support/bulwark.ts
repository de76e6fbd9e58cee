import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program, as `node` starts it. */
export const bin = fileURLToPath(new URL('../../bin/bulwark.js', import.meta.url));

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  /** Both streams. */
  readonly all: string;
}

/** The program itself, in a folder, without a terminal and without our environment's secrets. */
export function bulwarkIn(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    encoding: 'utf8',
    input: '',
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
  });
  return { stdout, stderr, status, all: stdout + stderr };
}

/** Files of a test's folder, the owner's alone. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o600 });
  }
}
