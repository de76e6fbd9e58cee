import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What only this user may enter, for one connection: the socket, and the way that secrets go. */
export interface PrivateFolder {
  readonly path: string;
  readonly socket: string;
}

/** Throws what the file system says. */
export async function makePrivateFolder(): Promise<PrivateFolder> {
  const path = await mkdtemp(join(isUsable(tmpdir()) ? tmpdir() : '/tmp', PREFIX)); // mode 0700
  return { path, socket: join(path, 's') };
}

const PREFIX = 'bulwark-ssh-';

/** Bytes of a socket's path (104 on BSD and macOS, 108 on Linux), less those that ssh adds to the name while it makes it. */
const SOCKET_PATH = 104 - 1 - 17;

/** ssh expands `%` in the socket's path, and gives that of its configuration to a shell when it starts itself for a jump host. */
const isUsable = (folder: string): boolean =>
  /^[\w./-]+$/.test(folder) && Buffer.byteLength(join(folder, `${PREFIX}XXXXXX`, 's')) <= SOCKET_PATH;
