import type { HostTarget, Identity } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { Connection } from '../../domain/session.ts';
import type { RunPorts } from '../ports.ts';

/** Logs in anew and becomes who made the changes; why that does not work, or null when it does. */
export async function tryLogin(
  target: HostTarget,
  identity: Identity,
  timeout: number,
  { connector, kill }: Pick<RunPorts, 'connector' | 'kill'>,
): Promise<ConnectError | null> {
  let connection: Connection | null = null;
  try {
    connection = await connector.connect(target, kill);
    const session = await connection.session(identity);
    await session.exchange({ commands: [], timeout }, kill);
    return null;
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    return error;
  } finally {
    await connection?.close();
  }
}
