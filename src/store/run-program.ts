import { spawn } from 'node:child_process';

import type { ProgramEnd } from '../domain/program-end.ts';

/** More than any password and the words of any password manager. */
const KEPT_BYTES = 64 * 1024;

/** Runs a program without a shell; it may ask on the terminal itself (pinentry), its outputs are ours. Never rejects. */
export function runProgram(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProgramEnd> {
  const [file = '', ...args] = argv;
  const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
  const child = spawn(file, args, { stdio: ['inherit', 'pipe', 'pipe'], env: { ...env } });
  const said = { stdout: '', stderr: '' };
  const keep = (stream: 'stdout' | 'stderr') => (text: string) => {
    said[stream] = (said[stream] + text).slice(0, KEPT_BYTES);
  };
  child.stdout.setEncoding('utf8').on('data', keep('stdout'));
  child.stderr.setEncoding('utf8').on('data', keep('stderr'));
  child.once('error', (error) => resolve({ code: null, ...said, problem: error.message }));
  child.once('close', (code, signal) =>
    resolve({ code, ...said, problem: signal === null ? null : `it was ended by ${signal}` }),
  );
  return promise;
}
