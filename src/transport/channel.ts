import type { Readable, Writable } from 'node:stream';

/** How a channel ended: the shell's exit code if it came, else what cut it. */
export interface ChannelEnd {
  readonly code: number | null;
  readonly cause: string | undefined;
}

/** The streams of one shell on a host, over ssh or local. `closed` never rejects. */
export interface ByteChannel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly closed: Promise<ChannelEnd>;
  /** Cuts the channel at once. */
  destroy(): void;
}

/** Resolves when the bytes were taken (back pressure is over) or the channel has closed. */
export async function writeTo(channel: ByteChannel, bytes: Buffer): Promise<void> {
  if (channel.stdin.destroyed || channel.stdin.writableEnded || channel.stdin.write(bytes)) return;
  const drained = new Promise<void>((resolve) => channel.stdin.once('drain', resolve));
  await Promise.race([drained, channel.closed]);
}
