import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseKnownHosts, type KnownHost } from './known-hosts.ts';

/** The known_hosts files of a run, read again only when they have changed. */
export interface KnownHostsFiles {
  /** Lines of all files in order; a file that does not exist has none. Throws what the file system says otherwise. */
  read(files: readonly string[]): readonly KnownHost[];
  /** Appends one line in one write, so that hosts and runs side by side lose none; makes the file 0600 and its folder 0700. */
  append(file: string, line: string): void;
}

export function knownHostsFiles(): KnownHostsFiles {
  const cache = new Map<string, { readonly version: string; readonly lines: readonly KnownHost[] }>();
  const readOne = (file: string): readonly KnownHost[] => {
    const version = versionOf(file);
    if (version === null) return [];
    const cached = cache.get(file);
    if (cached?.version === version) return cached.lines;
    const lines = parseKnownHosts(readFileSync(file, 'utf8'), file);
    cache.set(file, { version, lines });
    return lines;
  };
  return { read: (files) => files.flatMap(readOne), append };
}

function versionOf(file: string): string | null {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

/** Lines in one write at the end of the file; once more when the file was replaced in that moment (`rewriteFile`). */
export function append(file: string, lines: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    writeWhole(descriptor, endsInNewline(descriptor) ? lines : `\n${lines}`);
    if (statSync(file, { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino) return;
  } finally {
    closeSync(descriptor);
  }
  append(file, lines);
}

/** All of it or nothing: a full disk leaves no half line behind, which would swallow the next one. */
function writeWhole(descriptor: number, text: string): void {
  const before = fstatSync(descriptor).size;
  const written = writeSync(descriptor, text);
  if (written === Buffer.byteLength(text)) return;
  ftruncateSync(descriptor, before);
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
}

function endsInNewline(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size === 0 || readSync(descriptor, last, 0, 1, size - 1) === 0 || last[0] === 0x0a;
}
