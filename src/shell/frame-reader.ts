import type { CommandOutput } from '../domain/session.ts';
import type { MarkerSink } from './markers.ts';

/** Bytes of each stream of each command that are kept in the controller's memory. */
const KEPT_BYTES = 2 * 1024 * 1024;

/** Bytes of one stream of a whole frame that are kept, whatever a host sends. */
const FRAME_BYTES = 16 * 1024 * 1024;

/** How a frame ended on a stream: by its own trailer, or because its process group was killed. */
type FrameEnd = 'trailer' | 'killed';

/** Sinks for the two streams of one frame, and what they have collected. */
export interface FrameReader {
  readonly stdout: MarkerSink;
  readonly stderr: MarkerSink;
  /** Commands that had ended on both streams, in order. */
  outputs(): readonly CommandOutput[];
  /** Whether both streams have seen this end. */
  hasEnded(end: FrameEnd): boolean;
}

/**
 * Reads the answers to frame `sequence`, which asked `commands` commands: more than that is no answer to anything.
 * `onEnd` is called whenever an end was seen on a stream. What it keeps is bounded, whatever a host sends.
 */
export function frameReader(
  sequence: number,
  commands: number,
  onEnd: () => void,
  keptBytes: number = KEPT_BYTES,
): FrameReader {
  const stdout = streamReader({ sequence, commands, onEnd, keptBytes });
  const stderr = streamReader({ sequence, commands, onEnd, keptBytes });
  return {
    stdout: stdout.sink,
    stderr: stderr.sink,
    outputs: () => stdout.pieces.flatMap((piece, index) => joined(piece, stderr.pieces[index])),
    hasEnded: (end) => stdout.ends.has(end) && stderr.ends.has(end),
  };
}

interface Piece {
  readonly code: number | null;
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

interface StreamReader {
  readonly sink: MarkerSink;
  readonly pieces: readonly Piece[];
  readonly ends: ReadonlySet<FrameEnd>;
}

interface Expected {
  readonly sequence: number;
  readonly commands: number;
  readonly onEnd: () => void;
  readonly keptBytes: number;
}

function streamReader({ sequence, commands, onEnd, keptBytes }: Expected): StreamReader {
  const pieces: Piece[] = [];
  const ends = new Set<FrameEnd>();
  let hasBegun = false; // before that: what a child of an earlier frame wrote
  let chunks: Buffer[] = [];
  let kept = 0;
  let inAll = 0;
  let seen = 0;
  const data = (bytes: Buffer): void => {
    if (!hasBegun) return;
    seen += bytes.length;
    const room = Math.min(keptBytes - kept, FRAME_BYTES - inAll);
    if (room <= 0 || pieces.length >= commands) return;
    const part = bytes.subarray(0, room);
    kept += part.length;
    inAll += part.length;
    chunks.push(part);
  };
  const commandEnded = (code: string): void => {
    pieces.push({ code: code === '-' ? null : Number(code), bytes: Buffer.concat(chunks), truncated: seen > kept });
    chunks = [];
    kept = seen = 0;
  };
  const marker = ([kind, frame, index, code]: readonly string[]): void => {
    if (Number(frame) !== sequence) return;
    if (kind === 'b') hasBegun = true;
    const isNext = Number(index) === pieces.length && pieces.length < commands;
    if (kind === 'c' && isNext && code !== undefined && /^(?:-|\d{1,3})$/.test(code)) commandEnded(code);
    if (kind !== 't' && kind !== 'k') return;
    ends.add(kind === 't' ? 'trailer' : 'killed');
    onEnd();
  };
  return { sink: { data, marker }, pieces, ends };
}

function joined(stdout: Piece, stderr: Piece | undefined): readonly CommandOutput[] {
  if (stderr === undefined) return [];
  const truncated = stdout.truncated || stderr.truncated;
  return [{ code: stdout.code, stdout: stdout.bytes, stderr: stderr.bytes, ...(truncated ? { truncated } : {}) }];
}
