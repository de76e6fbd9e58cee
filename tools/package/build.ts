import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/**
 * Makes what the npm package ships, in `dist/`: the program and the library as modules of Node (dependencies stay
 * packages), declarations of the library, and the list of what is inside (CycloneDX).
 *   node tools/package/build.ts
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const inRoot = (path: string): string => join(root, path);

rmSync(inRoot('dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/library.ts'],
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  outdir: 'dist',
  chunkNames: 'shared-[hash]',
  logLevel: 'warning',
});
declarations();
writeFileSync(inRoot('dist/sbom.cdx.json'), billOfMaterials());

/** Declarations of the library and of what it names. The compiler leaves `.ts` in imports; users' compilers look for `.js`. */
function declarations(): void {
  execFileSync(inRoot('node_modules/.bin/tsc'), ['-p', inRoot('tools/package/tsconfig.json')], { stdio: 'inherit' });
  const types = inRoot('dist/types');
  const needed = new Map<string, string>();
  const need = (path: string): void => {
    if (needed.has(path)) return;
    const text = readFileSync(path, 'utf8');
    needed.set(path, text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
    for (const [, name = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']*)\.ts'/g))
      need(join(dirname(path), `${name}.d.ts`));
  };
  need(join(types, 'library.d.ts'));
  rmSync(types, { recursive: true });
  for (const [path, text] of needed) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/**
 * What a user installs, by the lock file. npm lists only what it finds installed, leaves out what development needs as
 * well, and takes the folder's name for ours: so it is asked about an installation without development, of its own.
 */
function billOfMaterials(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'bulwark-sbom-')), 'bulwark');
  const npm = (...words: readonly string[]): string => execFileSync('npm', words, { cwd: folder, encoding: 'utf8' });
  mkdirSync(join(folder, 'tools'), { recursive: true });
  for (const path of ['package.json', 'package-lock.json', '.npmrc', 'tools/runtime/package.json'])
    cpSync(inRoot(path), join(folder, path));
  npm('ci', '--omit=dev', '--ignore-scripts', '--prefer-offline');
  npm('pkg', 'delete', 'devDependencies');
  for (const lock of ['package-lock.json', 'node_modules/.package-lock.json']) rmSync(join(folder, lock));
  const bill = npm('sbom', '--sbom-format=cyclonedx', '--sbom-type=application');
  rmSync(dirname(folder), { recursive: true });
  return bill;
}
