import type { HostTarget } from '../../domain/connection.ts';
import { ssh2Offers } from '../../domain/ssh-algorithms.ts';

/** What our side offers in a key exchange and a login, by sshd's settings; null: the system's ssh decides. */
export const offersOf = ({ connection }: HostTarget): Readonly<Record<string, readonly string[]>> | null =>
  connection === 'ssh' ? SSH2 : null;

export const SSH2: Readonly<Record<string, readonly string[]>> = {
  kexalgorithms: ssh2Offers.kex,
  ciphers: ssh2Offers.ciphers,
  macs: ssh2Offers.macs,
  hostkeyalgorithms: ssh2Offers.hostKeys,
};
