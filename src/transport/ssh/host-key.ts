import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';
import {
  fingerprint,
  judgeHostKey,
  keyType,
  knownHostsLine,
  knownHostsName,
  knownKeyTypes,
  type HostKeyVerdict,
} from './known-hosts.ts';

export interface HostKeyCheck {
  /** What to ask the host for: types that are known for it first, so that a second key does not look like an attack. */
  readonly algorithms: ServerHostKeyAlgorithm[];
  /** Null when the key may be trusted; with `accept-new` a new one is written down first. */
  readonly refuse: (key: Buffer) => ConnectError | null;
}

/** The one decision whether a host is who it should be. Rejects with ConnectError `host-key` when the files cannot be read. */
export function hostKeyCheck(target: HostTarget, files: KnownHostsFiles): HostKeyCheck {
  const name = knownHostsName(target.address, target.port);
  const read = (): ReturnType<KnownHostsFiles['read']> => guarded(target, () => files.read(target.hostKeyPolicy.files));
  return {
    algorithms: orderedAlgorithms(knownKeyTypes(read(), name)),
    refuse(key) {
      const verdict = judgeHostKey(read(), name, key);
      if (verdict.kind === 'known') return null;
      const file = target.hostKeyPolicy.files[0];
      if (verdict.kind !== 'unknown' || target.hostKeyPolicy.kind !== 'accept-new' || file === undefined) {
        return refusal(target, key, verdict);
      }
      guarded(target, () => files.append(file, knownHostsLine(name, key)));
      return null;
    },
  };
}

/** ssh-dss is left out; ssh-rsa here signs with SHA-1 and comes last. */
const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

function orderedAlgorithms(knownTypes: readonly string[]): ServerHostKeyAlgorithm[] {
  const isKnown = (algorithm: string): boolean =>
    knownTypes.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

function refusal(target: HostTarget, key: Buffer, verdict: Exclude<HostKeyVerdict, { kind: 'known' }>): ConnectError {
  const offered = `${keyType(key)} ${fingerprint(key)}`;
  const { address } = target;
  const error = (message: string, hint: string): ConnectError =>
    new ConnectError({ reason: 'host-key', host: target.name, message, hint });
  if (verdict.kind === 'revoked') {
    return error(
      `${address} presented ${offered}, which ${verdict.by.file}:${verdict.by.line} revokes`,
      'Somebody may be using a stolen host key: do not go on before you know why.',
    );
  }
  if (verdict.kind === 'changed') {
    const { expected } = verdict;
    return error(
      `the host key of ${address} has changed: it presented ${offered}, ${expected.file}:${expected.line} has ${expected.type} ${fingerprint(expected.key)}`,
      `If the host was rebuilt: bulwark hostkeys forget ${target.name} && bulwark hostkeys scan ${target.name}. If not, somebody may be in between.`,
    );
  }
  const authority = verdict.authorities[0];
  const besides =
    authority === undefined
      ? ''
      : ` (${authority.file}:${authority.line} trusts a certificate authority for it, which is not supported yet)`;
  return error(
    `${address} presented ${offered}, which is in none of ${target.hostKeyPolicy.files.join(', ')}${besides}`,
    `Compare the fingerprint with the host's own and trust it: bulwark hostkeys scan ${target.name}, or run with --accept-new.`,
  );
}

function guarded<T>(target: HostTarget, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const message = `cannot use the known_hosts files: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ConnectError({ reason: 'host-key', host: target.name, message, cause });
  }
}
