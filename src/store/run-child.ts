import { spawn } from 'node:child_process';

import type { ProgramEnd } from '../domain/program-end.ts';

/** More than a mail should have, of each stream. */
const KEPT_BYTES = 1024 * 1024;

export interface ChildRequest {
  readonly argv: readonly string[];
  /** All of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Its standard input; without one it reads nothing. */
  readonly input?: string;
  /** It gets SIGTERM, and is waited for. */
  readonly stop?: AbortSignal;
}

/** `printed`: both streams, as they came. */
export interface ChildEnd extends ProgramEnd {
  readonly printed: string;
}

/** Runs a program in a session of its own, without a terminal and without a shell. Never rejects. */
export function runChild({ argv, env, folder, input, stop }: ChildRequest): Promise<ChildEnd> {
  const { promise, resolve } = Promise.withResolvers<ChildEnd>();
  const [file = '', ...args] = argv;
  const said = { stdout: '', stderr: '', printed: '' };
  const keep = (stream: 'stdout' | 'stderr') => (text: string) => {
    said[stream] = (said[stream] + text).slice(0, KEPT_BYTES);
    said.printed = (said.printed + text).slice(0, KEPT_BYTES);
  };
  const child = spawn(file, args, { cwd: folder, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const end = (): boolean => child.kill('SIGTERM');
  stop?.addEventListener('abort', end);
  child.stdin.on('error', () => undefined); // it need not read
  child.stdin.end(input ?? '');
  child.stdout.setEncoding('utf8').on('data', keep('stdout'));
  child.stderr.setEncoding('utf8').on('data', keep('stderr'));
  const settle = (code: number | null, problem: string | null): void => {
    stop?.removeEventListener('abort', end);
    resolve({ code, ...said, problem });
  };
  child.once('error', (error) => settle(null, error.message));
  child.once('close', (code, signal) => settle(code, signal === null ? null : `it was ended by ${signal}`));
  if (stop?.aborted === true) end();
  return promise;
}
