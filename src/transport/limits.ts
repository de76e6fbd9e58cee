/** Durations in milliseconds. The defaults are in `LIMITS`; tests pass shorter ones. */
export interface SessionLimits {
  /** Between two beats while a lock is held (architecture.md, section 7). */
  readonly beat: number;
  /** How long a dispatcher may take to answer `kill`, a put block or a lock before the connection counts as lost. */
  readonly answer: number;
  /** How long `close` waits for the host's side to end before it cuts the connection. */
  readonly close: number;
}

export const LIMITS: SessionLimits = { beat: 15_000, answer: 30_000, close: 3_000 };

/** Milliseconds that a dispatcher which is closed gives its last frame; less than `close`. */
export const LAST_WORDS = 2000;

/** Bytes on standard output before the dispatcher's hello (message of the day, chatty start-up files). */
export const NOISE_LIMIT = 64 * 1024;

/** Bytes of one `put` block: one `dd` on the host holds it in memory. */
export const PUT_BLOCK = 256 * 1024;

/** Milliseconds between signs of life on an idle ssh connection, where ssh_config says nothing. */
export const KEEPALIVE = 15_000;
