import type { CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';

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

/** Of ssh2 1.17 (README, "algorithms"), without what no OpenSSH of today offers. */
const KEX: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group17-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha1',
];
const CIPHERS: readonly CipherAlgorithm[] = [
  'chacha20-poly1305@openssh.com',
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'aes128-cbc',
  'aes192-cbc',
  'aes256-cbc',
];
const MACS: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha1-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1',
];

const nothingLeft = ({ name }: HostTarget, directive: string, wanted: readonly string[]): ConnectError =>
  new ConnectError({
    reason: 'protocol',
    host: name,
    message: `ssh_config allows no ${directive} that ansible_connection: ssh has: ${wanted.join(', ')}`,
    hint: 'ansible_connection: openssh has them all.',
  });
