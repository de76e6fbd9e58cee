/** What is found in a stream: bytes that a command wrote, and the words of our own marker lines. */
export interface MarkerSink {
  data(bytes: Buffer): void;
  marker(words: readonly string[]): void;
}

/** Longest text of a marker line, in bytes: a lock holder's line is the longest there is. */
const MARKER_LIMIT = 4096;

/**
 * Splits a stream that comes in chunks at marker lines, `NONCE:word:word…` up to a newline, wherever they begin.
 * Each byte is looked at once; only what may be the start of a marker is held back and joined with the next chunk.
 */
export function markerReader(nonce: string, sink: MarkerSink): (chunk: Buffer) => void {
  const needle = Buffer.from(`${nonce}:`, 'latin1');
  let held = Buffer.alloc(0);
  return (chunk) => {
    let rest = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (;;) {
      const start = rest.indexOf(needle);
      const end = start < 0 ? -1 : rest.indexOf('\n', start + needle.length);
      if (end < 0) break;
      emit(rest.subarray(0, start), sink);
      sink.marker(rest.toString('utf8', start + needle.length, end).split(':'));
      rest = rest.subarray(end + 1);
    }
    const keptFrom = firstPossibleMarker(rest, needle);
    emit(rest.subarray(0, keptFrom), sink);
    held = Buffer.from(rest.subarray(keptFrom));
  };
}

function emit(bytes: Buffer, sink: MarkerSink): void {
  if (bytes.length > 0) sink.data(bytes);
}

function firstPossibleMarker(bytes: Buffer, needle: Buffer): number {
  const start = bytes.indexOf(needle);
  if (start >= 0 && bytes.length - start <= needle.length + MARKER_LIMIT) return start;
  for (let tail = Math.max(0, bytes.length - needle.length + 1); tail < bytes.length; tail++) {
    if (needle.subarray(0, bytes.length - tail).equals(bytes.subarray(tail))) return tail;
  }
  return bytes.length;
}
