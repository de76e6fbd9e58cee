import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/**
 * Makes `dist/bulwark-linux-x64`: one file that needs nothing else, made of the Node that runs this script, the program
 * and the files that it brings along (Node's "single executable application").
 *   node tools/package/executable.ts [FILE]
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const executable = process.argv[2] ?? join(root, 'dist/bulwark-linux-x64');
/** Not in `dist/`: the package may be built at the same time, which begins with an empty one. */
const work = mkdtempSync(join(tmpdir(), 'bulwark-sea-'));

if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('this makes a program for Linux on x64');
mkdirSync(dirname(executable), { recursive: true });
await bundle(join(work, 'main.cjs'));
writeFileSync(join(work, 'sea.json'), JSON.stringify(configuration()));
execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], { cwd: root, stdio: 'pipe' });
copyFileSync(process.execPath, `${executable}.new`);
chmodSync(`${executable}.new`, 0o755);
putInside(`${executable}.new`, join(work, 'sea.blob'));
renameSync(`${executable}.new`, executable);
rmSync(work, { recursive: true });

/** Native addons are left out: ssh2 works without. */
async function bundle(outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    outfile,
    external: ['cpu-features'],
    loader: { '.node': 'empty' },
    define: { 'import.meta.url': '"file:///"' },
    logLevel: 'warning',
  });
}

function configuration(): object {
  const brought = ['package.json', ...globSync('{playbooks,inventory,schemas,man}/**/*.*', { cwd: root })];
  return {
    main: join(work, 'main.cjs'),
    output: join(work, 'sea.blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: Object.fromEntries(brought.map((path) => [path, join(root, path)])),
  };
}

/** The fuse marks the place in every Node that says whether a program is inside (Node's documentation, "Single executable applications"). */
function putInside(program: string, blob: string): void {
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
  execFileSync(join(root, 'node_modules/.bin/postject'), [program, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
