import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import { knownHostsFiles } from '../ssh/known-hosts-files.ts';

/**
 * The host with its pinned keys as a known_hosts file in `folder`, which is all that ssh can compare with; what the
 * other files revoke stays revoked. ssh takes no fingerprints: a pin that is one throws ConnectError.
 */
export function pinsAsFile(target: HostTarget, folder: string): HostTarget {
  const policy = target.hostKeyPolicy;
  if (policy.kind !== 'pinned') return target;
  const fingerprint = policy.keys.find((key) => !key.includes(' '));
  if (fingerprint !== undefined)
    throw new ConnectError({
      reason: 'host-key',
      host: target.name,
      message: `bulwark_host_key ${fingerprint} is a fingerprint, which ssh cannot compare with`,
      hint: 'With ansible_connection openssh, pin the key itself: the line of ssh_host_ed25519_key.pub on the host.',
    });
  const file = join(folder, 'pins');
  const lines = [...policy.keys.map((key) => `* ${key}`), ...revokedIn(policy.files)];
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  return { ...target, hostKeyPolicy: { kind: 'known-hosts', files: [file] } };
}

const revokedIn = (files: readonly string[]): readonly string[] =>
  knownHostsFiles()
    .read(files)
    .filter(({ marker }) => marker === 'revoked')
    .map(({ names, type, key }) => `@revoked ${names} ${type} ${key.toString('base64')}`);
