import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';

import type { ExecutionContext } from 'ava';

import { hasCode } from '../../src/domain/thrown.ts';
import { tempFolder } from './temp-folder.ts';

/**
 * A folder of programs made of shell text, to stand before the machine's own on PATH. Each sees in `$call` how often
 * it was called, from 1.
 */
export function fakePrograms(t: ExecutionContext, texts: Readonly<Record<string, string>>): string {
  const folder = tempFolder(t);
  for (const [name, text] of Object.entries(texts)) {
    const count = `${folder}/.${name}.calls`;
    writeFileSync(`${folder}/${name}`, `#!/bin/sh\necho >>${count}\ncall=$(wc -l <${count})\n${text}\n`, {
      mode: 0o755,
    });
  }
  return folder;
}

/** A process whose program is called `name`, until the test ends. Returns its id. */
export function processCalled(t: ExecutionContext, name: string): number {
  const folder = `${tempFolder(t)}/bin`;
  mkdirSync(folder);
  copyFileSync('/usr/bin/sleep', `${folder}/${name}`);
  return runUntilEnd(t, `${folder}/${name}`, ['600']);
}

/** bash that waits, as the wrappers of the snap do. */
export const waitingWrapper = (t: ExecutionContext): number =>
  runUntilEnd(t, '/bin/bash', ['-c', 'while :; do read -t 600; done']);

function runUntilEnd(t: ExecutionContext, program: string, options: readonly string[]): number {
  const child = started(program, options);
  t.teardown(() => child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error(`${program} did not start`);
  return child.pid;
}

/** Another test's child may hold the copied program open for writing until it is a program itself. */
function started(program: string, options: readonly string[], tries = 50): ReturnType<typeof spawn> {
  try {
    return spawn(program, options, { stdio: ['pipe', 'ignore', 'ignore'] });
  } catch (error) {
    if (!hasCode(error, 'ETXTBSY') || tries === 0) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    return started(program, options, tries - 1);
  }
}

/** What `systemctl show` prints of a running service. */
export const unitText = (properties: Readonly<Record<string, string | number>>): string =>
  Object.entries({
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    NRestarts: 0,
    Result: 'success',
    ExecMainStatus: 0,
    ...properties,
  })
    .map(([name, value]) => `echo ${name}=${value}`)
    .join('\n');
