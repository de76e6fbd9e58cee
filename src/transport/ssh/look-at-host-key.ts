import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { HostKey, HostKeyLook, HostKeyState } from '../../domain/host-key.ts';
import type { TransportPorts } from '../ports.ts';
import { fetchHostKey, type OpenStream } from './fetch-host-key.ts';
import { fingerprint } from '../../domain/sha256.ts';
import { judgeHostKey, keyType, knownHostsName, knownKeyTypes } from './known-hosts.ts';
import type { KnownHost } from './known-hosts.ts';

export interface LookInputs {
  readonly ports: TransportPorts;
  readonly open: OpenStream;
  /** The lines of the target's known_hosts files. */
  readonly known: readonly KnownHost[];
  /** Ask a new host for a key of each type, not only for the best one. */
  readonly allTypes: boolean;
}

/**
 * Asks a host for its keys and compares them with what is known; an unreachable host is an answer. A host that is
 * known is asked for the types that are known; one that is new for the best type that it has. Each type is a
 * connection without a login, of which sshd counts too many against us, so that no more are made than needed.
 */
export async function lookAtHostKey(
  target: HostTarget,
  inputs: LookInputs,
  signal?: AbortSignal,
): Promise<HostKeyLook> {
  const id = target.ssh?.hostKeyAlias?.toLowerCase() ?? knownHostsName(target.address, target.port);
  try {
    const offered = await offeredKeys(target, typesOnRecord(target, id, inputs.known), inputs, signal);
    return { name: target.name, id, state: judge(target, id, offered, inputs.known) };
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    return { name: target.name, id, state: { kind: 'unreachable', message: error.message, hint: error.hint ?? null } };
  }
}

/** Of pins that say no type (`SHA256:…`), nothing is known. */
const typesOnRecord = (
  { hostKeyPolicy: policy }: HostTarget,
  id: string,
  known: readonly KnownHost[],
): readonly string[] =>
  policy.kind === 'pinned'
    ? policy.keys.flatMap((pin) => (pin.includes(' ') ? [pin.split(' ')[0] ?? ''] : []))
    : knownKeyTypes(known, id);

export const asHostKey = (key: Buffer): HostKey => ({
  type: keyType(key),
  blob: key.toString('base64'),
  fingerprint: fingerprint(key),
});

/** Best first; as OpenSSH asks. */
const FAMILIES: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
];
const BEST = FAMILIES.flat();

async function offeredKeys(
  target: HostTarget,
  knownTypes: readonly string[],
  inputs: LookInputs,
  signal: AbortSignal | undefined,
): Promise<readonly Buffer[]> {
  const isKnown = (algorithm: string): boolean =>
    knownTypes.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  const known = FAMILIES.map((family) => family.filter(isKnown)).filter((family) => family.length > 0);
  const wanted = known.length > 0 ? known : inputs.allTypes ? FAMILIES : [BEST];
  const offered: Buffer[] = [];
  for (const family of wanted) {
    const key = await fetchHostKey(target, family, inputs, signal);
    if (key !== null) offered.push(key);
  }
  if (offered.length > 0) return offered;
  const best = await fetchHostKey(target, BEST, inputs, signal);
  return best === null ? [] : [best];
}

function judge(target: HostTarget, id: string, offered: readonly Buffer[], known: readonly KnownHost[]): HostKeyState {
  const judged = offered.map((key) => ({ key: asHostKey(key), verdict: judgeHostKey(known, id, key) }));
  const [first, ...others] = judged;
  if (first === undefined) return { kind: 'unreachable', message: noUsableKey(target), hint: null };
  const policy = target.hostKeyPolicy;
  if (policy.kind === 'pinned' && first.verdict.kind !== 'revoked') return againstPins(target, policy.keys, first.key);
  for (const { key, verdict } of judged)
    if (verdict.kind === 'revoked') return { kind: 'revoked', key, at: verdict.by };
  for (const { key, verdict } of judged)
    if (verdict.kind === 'changed')
      return { kind: 'changed', key, expected: asHostKey(verdict.expected.key), at: verdict.expected };
  return first.verdict.kind === 'known'
    ? { kind: 'known', key: first.key }
    : { kind: 'new', keys: [first.key, ...others.map(({ key }) => key)] };
}

/** Only what the inventory has counts; a run would not reach the host either. */
function againstPins({ address }: HostTarget, pins: readonly string[], key: HostKey): HostKeyState {
  if (pins.some((pin) => pin === key.fingerprint || pin === `${key.type} ${key.blob}`)) return { kind: 'known', key };
  return {
    kind: 'unreachable',
    message: `${address} shows ${key.type} ${key.fingerprint}, which is not what bulwark_host_key has`,
    hint: 'Compare it on the host itself; if it is right, put it into bulwark_host_key.',
  };
}

const noUsableKey = ({ address, port }: HostTarget): string =>
  `${address} port ${port} has no host key of a type that can be used (ED25519, ECDSA or RSA)`;
