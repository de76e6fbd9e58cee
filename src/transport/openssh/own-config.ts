import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostKeyPolicy } from '../../domain/connection.ts';

/**
 * The ssh_config of one connection in `folder`, in front of the operator's (`file`; null: the usual ones). ssh hands it
 * to every ssh that it starts for a jump host, and no option of its command line: so what must hold on the whole way
 * stands here, where the first value counts (ssh_config(5)). Throws what the file system says.
 */
export function writeOwnConfig(folder: string, kind: HostKeyPolicy['kind'], file: string | null): string {
  const path = join(folder, 'config');
  writeFileSync(path, `${onTheWay(kind)}${operators(file)}\n`, { mode: 0o600 });
  return path;
}

/** No question can be answered for a jump host, and the passwords of the fleet are not for it. */
const onTheWay = (kind: HostKeyPolicy['kind']): string => `Host *
  StrictHostKeyChecking ${kind === 'accept-new' ? 'accept-new' : 'yes'}
  KnownHostsCommand none
  VerifyHostKeyDNS no
  NoHostAuthenticationForLocalhost no
  UpdateHostKeys no
  PasswordAuthentication no
  KbdInteractiveAuthentication no
  ForwardAgent no
  ForwardX11 no
  PermitLocalCommand no
  AddKeysToAgent no
Match all
`;

/** A file that was named is taken in as it is: of included ones ssh demands that nobody else may write them. */
const operators = (file: string | null): string => {
  if (file === null) return 'Include ~/.ssh/config\nMatch all\nInclude /etc/ssh/ssh_config';
  return file === 'none' ? '' : readFileSync(file, 'utf8');
};
