import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import { fingerprint } from '../../domain/sha256.ts';
import { ssh2Offers } from '../../domain/ssh-algorithms.ts';
import { messageOf } from '../../domain/thrown.ts';
import type { KnownHostsFiles } from './known-hosts-files.ts';
import {
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
  const policy = target.hostKeyPolicy;
  const name = target.ssh?.hostKeyAlias?.toLowerCase() ?? knownHostsName(target.address, target.port);
  const read = (): ReturnType<KnownHostsFiles['read']> => guarded(target, () => files.read(policy.files));
  if (policy.kind === 'pinned') return pinnedCheck(target, policy.keys, (key) => judgeHostKey(read(), name, key));
  return {
    algorithms: orderedAlgorithms(knownKeyTypes(read(), name)),
    refuse(key) {
      const verdict = judgeHostKey(read(), name, key);
      if (verdict.kind === 'known') return null;
      const file = policy.files[0];
      if (verdict.kind !== 'unknown' || policy.kind !== 'accept-new' || file === undefined) {
        return refusal(target, key, verdict);
      }
      guarded(target, () => files.append(file, knownHostsLine(name, key)));
      return null;
    },
  };
}

/** Only the inventory's keys are trusted; known_hosts files can do no more than revoke one of them. */
function pinnedCheck(
  target: HostTarget,
  pins: readonly string[],
  judge: (key: Buffer) => HostKeyVerdict,
): HostKeyCheck {
  return {
    algorithms: orderedAlgorithms(pins.flatMap((pin) => (pin.includes(' ') ? [pin.split(' ')[0] ?? ''] : []))),
    refuse(key) {
      const verdict = judge(key);
      if (verdict.kind === 'revoked') return refusal(target, key, verdict);
      const line = `${keyType(key)} ${key.toString('base64')}`;
      return pins.some((pin) => pin === line || pin === fingerprint(key)) ? null : pinRefusal(target, pins, key);
    },
  };
}

function pinRefusal({ name, address }: HostTarget, pins: readonly string[], key: Buffer): ConnectError {
  const shown = pins.map((pin) => (pin.includes(' ') ? shownPin(pin) : pin));
  return new ConnectError({
    reason: 'host-key',
    host: name,
    message: `${address} presented ${keyType(key)} ${fingerprint(key)}; bulwark_host_key has ${shown.join(', ')}`,
    hint: `If the host was rebuilt, or the pin is of another type of its keys: put ${fingerprint(key)} into bulwark_host_key, after comparing it on the host itself. If not, somebody may be in between.`,
  });
}

function shownPin(pin: string): string {
  const [type = '', key = ''] = pin.split(' ');
  return `${type} ${fingerprint(Buffer.from(key, 'base64'))}`;
}

const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = ssh2Offers.hostKeys;

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
  if (authority !== undefined)
    return error(
      `${address} is trusted through a certificate authority alone (${authority.file}:${authority.line}), and ansible_connection: ssh has no host certificates; it presented ${offered}`,
      `Set ansible_connection: openssh for this host, or trust the key itself: bulwark_host_key: ${fingerprint(key)}`,
    );
  return error(
    `${address} presented ${offered}, which is in none of ${target.hostKeyPolicy.files.join(', ')}`,
    `Compare the fingerprint with the host's own and trust it: bulwark hostkeys scan ${target.name}, or run with --accept-new.`,
  );
}

function guarded<T>(target: HostTarget, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const message = `cannot use the known_hosts files: ${messageOf(cause)}`;
    throw new ConnectError({ reason: 'host-key', host: target.name, message, cause });
  }
}
