#!/usr/bin/env node
// Plain old JavaScript on purpose: a Node that is too old must be able to read it, so that it can say so.
import { existsSync } from 'fs';
import { spawn } from 'child_process';
import { dirname, join } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// A checkout runs its source, also when it has been built; the package has no source.
const source = join(root, 'src', 'main.ts');
const entry = existsSync(source) ? source : join(root, 'dist', 'main.js');

if (isFit(process.versions.node)) void import(pathToFileURL(entry).href);
else runBundled(findRuntime());

/** engines of package.json: ^22.20 || ^24.12 || >=26 */
function isFit(version) {
  const parts = version.split('.').map(Number);
  return (parts[0] === 22 && parts[1] >= 20) || (parts[0] === 24 && parts[1] >= 12) || parts[0] >= 26;
}

/** The Node that the lock file brings along, in this folder's node_modules or one above. */
function findRuntime() {
  const name = 'node-linux-' + (process.arch === 'arm64' ? 'arm64' : 'x64');
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name, 'bin', 'node');
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

function runBundled(node) {
  if (node === null) {
    console.error('bulwark needs Node 22.20, 24.12 or newer; this is ' + process.versions.node + '.');
    console.error('In a checkout `npm ci` brings one along; else install one from https://nodejs.org');
    process.exit(1);
  }
  const child = spawn(node, [entry].concat(process.argv.slice(2)), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both of us: the child decides, we wait. What is sent to us alone is passed on.
  process.on('SIGINT', function () {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  ['SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', function (error) {
    console.error('bulwark could not start ' + node + ': ' + error.message);
    process.exit(1);
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
