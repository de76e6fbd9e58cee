import { createHash } from 'node:crypto';
import type { ShellCommand } from '../domain/shell-command.ts';
import type { PlayPlan, TaskPlan } from '../domain/run-plan.ts';
import { sh } from '../shell/sh.ts';

/** A handler that was notified and has not run yet, as the host's journal remembers it. */
export interface PendingHandler {
  readonly key: string;
  readonly handler: string;
  readonly play: string;
  /** The task that notified it. */
  readonly task: string;
  readonly run: string;
  /** Digest of the run plan that notified it. */
  readonly digest: string;
}

/** The same handler of the same play has the same key in every run. */
export const pendingKey = (play: PlayPlan, handler: TaskPlan): string =>
  createHash('sha256').update(`${play.name}\0${handler.name}`).digest('hex').slice(0, 16);

export const rememberPending = (pending: PendingHandler): ShellCommand =>
  sh`bw_pending ${pending.key} ${JSON.stringify(pending)}`;

export const settlePending = (keys: readonly string[]): ShellCommand => sh`bw_settled ${keys}`;

/** The journal's lines; a line that cannot be read is left alone. */
export const readPending = (lines: readonly string[]): readonly PendingHandler[] =>
  lines.flatMap((line) => {
    const fields = parseLine(line);
    if (fields === null) return [];
    const [key, handler, play, task, run, digest] = ['key', 'handler', 'play', 'task', 'run', 'digest'].map(
      (name) => fields[name],
    );
    const texts = [key, handler, play, task, run, digest];
    return texts.every((text) => typeof text === 'string')
      ? [
          {
            key: String(key),
            handler: String(handler),
            play: String(play),
            task: String(task),
            run: String(run),
            digest: String(digest),
          },
        ]
      : [];
  });

function parseLine(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The handler of this play that a pending record means; by play and name, or by name alone when the play was renamed. */
export const findPending = (play: PlayPlan, pending: PendingHandler): TaskPlan | undefined =>
  play.handlers.find((handler) => pendingKey(play, handler) === pending.key) ??
  play.handlers.find((handler) => handler.name === pending.handler);
