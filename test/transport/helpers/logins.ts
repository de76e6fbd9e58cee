import type { HostTarget, Identity } from '../../../src/domain/connection.ts';
import { ConnectError } from '../../../src/domain/errors.ts';
import type { Connector } from '../../../src/domain/session.ts';
import { sh } from '../../../src/shell/sh.ts';
import { text } from './dispatcher.ts';

/** The user that commands run as there. */
export async function userOn(
  target: HostTarget,
  connector: Connector,
  identity: Identity = { kind: 'login' },
): Promise<string> {
  const connection = await connector.connect(target);
  try {
    const session = await connection.session(identity);
    const result = await session.exchange({ commands: [{ command: sh`id -un` }], timeout: 30_000 });
    return text(result.outputs[0]).trim();
  } finally {
    await connection.close();
  }
}

/** The ConnectError that it rejects with, its message and hint as one text. */
export async function refusal(promise: Promise<unknown>): Promise<{ reason: string; text: string; host: string }> {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectError)) throw error;
  return { reason: error.reason, text: `${error.message} | ${error.hint ?? ''}`, host: error.host };
}
