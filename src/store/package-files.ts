import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getAsset, isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';

/**
 * A file that Bulwark brings along, by its path in the package: `playbooks/hardening.yaml`. It lies beside the program,
 * or inside it where the program is one file. Throws when it is not there: the package is then not whole.
 */
export const packageFile = (path: string): Uint8Array =>
  isSea() ? new Uint8Array(getAsset(path)) : readFileSync(join(packageFolder(), path));

/** The folder of the package that this module is in, whether as source or as part of a bundle. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
