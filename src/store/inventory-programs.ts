import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';

import type { ProgramEnd } from '../domain/program-end.ts';
import { hasCode, messageOf } from '../domain/thrown.ts';

/** Milliseconds that an inventory program may take. */
const TIMEOUT = 120_000;
/** 10,000 hosts with ten variables each are some 5 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_STDERR = 64 * 1024;
/** A program that is being written is tried again after so many milliseconds, so often. */
const BUSY_PAUSE = 50;
const BUSY_TRIES = 20;

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface ProgramLimits {
  readonly timeout?: number;
  readonly bytes?: number;
}

/**
 * Runs an inventory program without a shell and without a standard input. Killed when it takes too long or prints too
 * much; children that it leaves are not waited for. Never rejects.
 */
export async function runInventoryProgram(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  limits: ProgramLimits = {},
): Promise<ProgramEnd> {
  for (let busy = 0; ; busy += 1) {
    try {
      return await ended(start(words, env), limits);
    } catch (error) {
      if (!isBusy(error) || busy === BUSY_TRIES)
        return { code: null, problem: messageOf(error), stdout: '', stderr: '' };
      await setTimeout(BUSY_PAUSE);
    }
  }
}

/** Throws where the program cannot be started at all. A bare name would be looked for in PATH. */
const start = ([file = '', ...args]: readonly string[], env: Readonly<Record<string, string | undefined>>) =>
  spawn(file.includes('/') ? file : `./${file}`, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env } });

/** Somebody writes the file this moment, or a process that began while it was written still has it open (execve(2)). */
const isBusy = (error: unknown): boolean => hasCode(error, 'ETXTBSY');

function ended(
  child: ReturnType<typeof start>,
  { timeout = TIMEOUT, bytes = MOST_BYTES }: ProgramLimits,
): Promise<ProgramEnd> {
  const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
  const out: Buffer[] = [];
  const said = { size: 0, stderr: '' };
  const settle = (code: number | null, problem: string | null): void => {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
    resolve({ code, problem, stdout: Buffer.concat(out).toString('utf8'), stderr: said.stderr });
  };
  const giveUp = (problem: string): void => {
    child.kill('SIGKILL');
    settle(null, problem);
  };
  const timer = startTimer(() => giveUp(`it took longer than ${Math.ceil(timeout / 1000)} s`), timeout);
  child.stdout.on('data', (part: Buffer) => {
    said.size += part.length;
    if (said.size > bytes) giveUp(`it printed more than ${Math.ceil(bytes / 1024 / 1024)} MiB`);
    else out.push(part);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr = (said.stderr + text).slice(0, MOST_STDERR);
  });
  child.once('error', (error) => settle(null, error.message));
  child.once('close', (code, signal) => settle(code, signal === null ? null : `it was ended by ${signal}`));
  return promise;
}
