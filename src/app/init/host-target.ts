import type { HostTarget } from '../../domain/connection.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import type { Secret } from '../../domain/secret.ts';
import { hostTargets } from '../targets.ts';
import type { DraftHost, InitContext } from './draft.ts';

/** How to reach hosts that stand in no inventory yet. Errors as in `hostTargets`. */
export function draftTargets(
  hosts: readonly DraftHost[],
  { asked, ports, config }: InitContext,
  becomePassword: Secret | null = null,
): Parsed<ReadonlyMap<string, HostTarget>> {
  const vars = new Map(hosts.map((host) => [host.name, host.vars]));
  return hostTargets([...vars.keys()], (host, name) => vars.get(host)?.get(name), {
    options: { ...asked, acceptNew: false },
    user: ports.user,
    home: ports.home,
    inventoryFolder: '.',
    knownHosts: config.knownHosts ?? 'known_hosts',
    becomePassword,
  });
}
