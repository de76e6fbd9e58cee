import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Loaded before each file of tests: programs that they start record their runs here, not in the developer's history. */
const folder = mkdtempSync(join(tmpdir(), 'bulwark-state-'));
process.env['XDG_STATE_HOME'] = folder;
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
