import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

/** A folder that is removed when the test ends. */
export function tempFolder(t: ExecutionContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bulwark-test-')));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
