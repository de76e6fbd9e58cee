import type { HostTarget } from '../../domain/connection.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import { sshConfigFileOf } from '../prepare.ts';
import { lookUpSsh } from '../ssh-lookup.ts';
import { hostTargets, sshNames } from '../targets.ts';
import type { Variable } from '../targets.ts';
import type { DraftHost, InitContext } from './draft.ts';

/** How to reach hosts that stand in no inventory yet. Errors as in `hostTargets`. */
export async function draftTargets(
  hosts: readonly DraftHost[],
  { asked, ports, config }: InitContext,
): Promise<Parsed<ReadonlyMap<string, HostTarget>>> {
  const vars = new Map(hosts.map((host) => [host.name, host.vars]));
  const variable: Variable = (host, name) => vars.get(host)?.get(name);
  const sshConfigFile = sshConfigFileOf(asked, config, ports.home);
  const sshConfig = await lookUpSsh({
    ...sshNames([...vars.keys()], variable, asked),
    ask: ports.askSshConfig,
    file: sshConfigFile,
  });
  if (!sshConfig.ok) return sshConfig;
  return hostTargets([...vars.keys()], variable, {
    options: { ...asked, acceptNew: false },
    user: ports.user,
    home: ports.home,
    inventoryFolder: '.',
    knownHosts: config.knownHosts ?? 'known_hosts',
    becomePassword: null,
    loginPassword: null,
    sshConfig: sshConfig.value,
    sshConfigFile,
  });
}
