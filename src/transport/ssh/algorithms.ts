import type { CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import { ssh2Offers } from '../../domain/ssh-algorithms.ts';

export interface Algorithms {
  readonly kex?: KexAlgorithm[];
  readonly cipher?: CipherAlgorithm[];
  readonly hmac?: MacAlgorithm[];
  readonly serverHostKey: ServerHostKeyAlgorithm[];
}

/**
 * What ssh_config asks for as far as ssh2 1.17 has it, in that order; ssh2's own choice where it says nothing.
 * Throws ConnectError `protocol` when nothing is left. `hostKeys` are in the order of what is known of the host.
 */
export function algorithmsFor(target: HostTarget, hostKeys: readonly ServerHostKeyAlgorithm[]): Algorithms {
  const { kex, ciphers, macs, hostKeyAlgorithms } = target.ssh ?? {};
  const pick = <T extends string>(wanted: readonly string[], ours: readonly T[], directive: string): T[] => {
    const both = wanted.flatMap((name) => ours.filter((own) => own === name));
    if (both.length === 0) throw nothingLeft(target, directive, wanted);
    return both;
  };
  const serverHostKey =
    hostKeyAlgorithms === undefined
      ? [...hostKeys]
      : pick(hostKeyAlgorithms, hostKeys, 'HostKeyAlgorithms').toSorted(
          (a, b) => hostKeys.indexOf(a) - hostKeys.indexOf(b),
        );
  return {
    serverHostKey,
    ...(kex !== undefined && { kex: pick(kex, KEX, 'KexAlgorithms') }),
    ...(ciphers !== undefined && { cipher: pick(ciphers, CIPHERS, 'Ciphers') }),
    ...(macs !== undefined && { hmac: pick(macs, MACS, 'MACs') }),
  };
}

/** Also what ssh2 does not offer by itself, and OpenSSH still has when somebody asks for it (ssh2 1.17 README, "algorithms"). */
const KEX: readonly KexAlgorithm[] = [...ssh2Offers.kex, 'diffie-hellman-group14-sha1'];
const CIPHERS: readonly CipherAlgorithm[] = [...ssh2Offers.ciphers, 'aes128-cbc', 'aes192-cbc', 'aes256-cbc'];
const MACS: readonly MacAlgorithm[] = ssh2Offers.macs;

const nothingLeft = ({ name }: HostTarget, directive: string, wanted: readonly string[]): ConnectError =>
  new ConnectError({
    reason: 'protocol',
    host: name,
    message: `ssh_config allows no ${directive} that ansible_connection: ssh has: ${wanted.join(', ')}`,
    hint: 'ansible_connection: openssh has them all.',
  });
