import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HostTarget } from '../../domain/connection.ts';
import type { HostKeyLook, KnownLine, Pin } from '../../domain/host-key.ts';
import { hasCode } from '../../domain/thrown.ts';
import { limiter } from '../limiter.ts';
import { systemPorts } from '../ports.ts';
import { forgetNames, hidesNames, namedLines, newLine } from './edit-known-hosts.ts';
import type { OpenStream } from './fetch-host-key.ts';
import { append, knownHostsFiles } from './known-hosts-files.ts';
import { judgeHostKey } from './known-hosts.ts';
import { lookAtHostKey } from './look-at-host-key.ts';
import { rewriteFile } from './rewrite-file.ts';

/** Handshakes under way at once; more hold up the event loop for seconds. */
const AT_ONCE = 50;

/** What every host shows now, in the order of the targets. Throws what the file system says of known_hosts files. */
export function lookAtHostKeys(
  targets: readonly HostTarget[],
  options: { readonly allTypes: boolean; readonly open: OpenStream },
  signal?: AbortSignal,
): Promise<readonly HostKeyLook[]> {
  const files = knownHostsFiles();
  const inTurn = limiter(AT_ONCE);
  return Promise.all(
    targets.map((target) => {
      const inputs = {
        ports: systemPorts,
        known: files.read(target.hostKeyPolicy.files),
        ...options,
      };
      return inTurn(() => lookAtHostKey(target, inputs, signal));
    }),
  );
}

/**
 * Adds keys to the file in one write. A host that got another key there in the meantime keeps it: its pins come back.
 * A key that is there already is not added again.
 */
export function pinHostKeys(file: string, pins: readonly Pin[]): readonly Pin[] {
  const known = knownHostsFiles().read([file]);
  const judged = pins.map((pin) => ({
    pin,
    verdict: judgeHostKey(known, pin.id, Buffer.from(pin.key.blob, 'base64')).kind,
  }));
  const hidden = hidesNames(textOf(file));
  const lines = judged
    .filter(({ verdict }) => verdict === 'unknown')
    .map(({ pin }) => newLine(pin.id, pin.key, hidden ? randomBytes(20) : null));
  if (lines.length > 0) append(file, lines.join(''));
  return judged.filter(({ verdict }) => verdict === 'changed' || verdict === 'revoked').map(({ pin }) => pin);
}

/** Where the files name these hosts. `names`: for each host how it may be written. */
export const linesNaming = (
  files: readonly string[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
): readonly KnownLine[] =>
  files.flatMap((file) =>
    [...names].flatMap(([name, ids]) =>
      namedLines(textOf(file), ids).map(({ line, how, key }) => ({
        name,
        file,
        line,
        key,
        kept: how === 'pattern' ? 'pattern' : null,
      })),
    ),
  );

/** Host by host, so that a pattern which stays for one keeps no other. */
export function forgetHostKeys(files: readonly string[], names: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const file of files) rewriteFile(file, (text) => [...names.values()].reduce(forgetNames, text));
}

/** One character a byte; a file that is not there is empty. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}
