import type { HostTarget, Identity } from './connection.ts';
import type { Secret } from './secret.ts';
import type { ShellCommand } from './shell-command.ts';

/**
 * One command of a frame. Each runs in its own subshell with `/dev/null` as standard input.
 * `onlyIf: 'ok-so-far'` commands are skipped once an earlier one of the frame with that mark exited non-zero.
 */
export interface FrameCommand {
  readonly command: ShellCommand;
  readonly onlyIf?: 'ok-so-far';
}

/** What one host is asked in one write and answers in one read. Timeout in milliseconds, for the whole frame. */
export interface Frame {
  /** Shell function definitions that every command of the frame sees. */
  readonly prelude?: ShellCommand;
  readonly commands: readonly FrameCommand[];
  readonly timeout: number;
}

/** `stdout`/`stderr` are bytes as they came; capped on the host (see `truncated`). Skipped commands have code null. */
export interface CommandOutput {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Set when the controller dropped what went beyond its cap (2 MiB a stream of a command). */
  readonly truncated?: boolean;
}

export type FrameResult =
  | { readonly kind: 'answered'; readonly outputs: readonly CommandOutput[] }
  /** The frame's process group was killed; outputs of the commands that had ended by then. */
  | { readonly kind: 'timed-out' | 'interrupted'; readonly outputs: readonly CommandOutput[] };

/** One dispatcher: one identity on one host. One frame at a time; callers must not overlap them. */
export interface Session {
  readonly identity: Identity;
  /** Rejects with ConnectError `lost` when the connection ends before the trailer came. */
  exchange(frame: Frame, signal?: AbortSignal): Promise<FrameResult>;
  /** Writes `content` to `path` (created 0600 in an existing folder, truncated), block by block; for content that does not fit a frame. */
  put(path: string, content: Buffer): Promise<void>;
  /**
   * Takes the host's exclusive lock for as long as this session lives (flock on a descriptor of the dispatcher) and
   * starts the heartbeat. `holder` is one line that says who and since when; when busy, the holder's line comes back.
   */
  lock(
    path: string,
    holder: string,
  ): Promise<{ readonly taken: true } | { readonly taken: false; readonly holder: string }>;
  unlock(): Promise<void>;
}

/** Counters of one connection, for tests and `-vvv`. An exchange is one frame, lock or put block. */
export interface Traffic {
  readonly exchanges: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** One authenticated connection to a host; sessions are opened on first need and live until `close`. */
export interface Connection {
  readonly target: HostTarget;
  session(identity: Identity): Promise<Session>;
  readonly traffic: Traffic;
  /**
   * Ends every dispatcher (which releases the lock) and the connection. `last` is run to its end on the way out, by
   * the dispatcher of that identity, and nobody hears its answer: it costs no exchange. Never rejects.
   */
  close(last?: LastWords): Promise<void>;
}

export interface LastWords {
  readonly identity: Identity;
  readonly command: ShellCommand;
}

/** Rejects with ConnectError only. */
export interface Connector {
  connect(target: HostTarget, signal?: AbortSignal): Promise<Connection>;
}

/** Asked at most once a run for each kind; null when there is no terminal to ask on. */
export type AskPassword = (prompt: string) => Promise<Secret | null>;
