import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootOn, type HostTarget } from '../domain/connection.ts';
import { ConnectError } from '../domain/errors.ts';
import type { Pin } from '../domain/host-key.ts';
import type { CommandOutput, Connector } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { newLine } from './ssh/edit-known-hosts.ts';

/** Milliseconds for the command. */
const LIMIT = 60_000;

/**
 * One command as root on a host whose key was just trusted, before any file says so; the connection ends with it.
 * Rejects with ConnectError.
 */
export async function askOnce(
  connector: Connector,
  target: HostTarget,
  trusted: readonly Pin[],
  command: ShellCommand,
  signal?: AbortSignal,
): Promise<CommandOutput> {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-init-'));
  const file = join(folder, 'known_hosts');
  try {
    writeFileSync(file, trusted.map(({ id, key }) => newLine(id, key, null)).join(''), { mode: 0o600 });
    const connection = await connector.connect(
      { ...target, hostKeyPolicy: { kind: 'known-hosts', files: [file] } },
      signal,
    );
    try {
      const session = await connection.session(rootOn(target));
      const result = await session.exchange({ commands: [{ command }], timeout: LIMIT }, signal);
      const [output] = result.outputs;
      if (result.kind === 'answered' && output !== undefined) return output;
      const message =
        result.kind === 'interrupted' ? 'interrupted' : `${target.address} did not answer within ${LIMIT / 1000} s`;
      throw new ConnectError({ reason: 'lost', host: target.name, message });
    } finally {
      await connection.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
