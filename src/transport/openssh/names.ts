import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError, type ConnectReason } from '../../domain/errors.ts';
import { isSafeAddress, isSafeUser } from '../../domain/safe-names.ts';

/**
 * Throws ConnectError for what ssh would take as an option or as another user, and for what a ProxyCommand of
 * ssh_config would give to a shell (`%h`, `%r`).
 */
export function refuseUnsafeNames(target: HostTarget): void {
  const { address, user, identityFile, hostKeyPolicy } = target;
  if (!isSafeAddress(address)) throw refusal(target, 'name-resolution', 'address', address, 'Check ansible_host.');
  if (!isSafeUser(user)) throw refusal(target, 'authentication', 'user name', user, 'Check ansible_user.');
  const bad = [...hostKeyPolicy.files, ...(identityFile === undefined ? [] : [identityFile])].find((file) =>
    UNWRITABLE.test(file),
  );
  if (bad !== undefined)
    throw refusal(target, 'protocol', 'file name', bad, 'No quotes, backslashes, ${ or line breaks in it.');
}

/** What an option of ssh cannot hold literally. */
const UNWRITABLE = /["\\\p{Cc}]|\$\{/u;

const refusal = (
  { name }: HostTarget,
  reason: ConnectReason,
  what: string,
  value: string,
  hint: string,
): ConnectError =>
  new ConnectError({
    reason,
    host: name,
    message: `the ${what} ${JSON.stringify(value)} cannot be given to ssh`,
    hint,
  });
