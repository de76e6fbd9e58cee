import type { Host } from '../domain/inventory.ts';
import type { Value } from '../domain/value.ts';
import type { Problems } from '../source/problems.ts';
import { Attempts, BindProblems } from './bind-problems.ts';
import type { HostScope } from './scope.ts';
import type { Variables } from './variables.ts';

/** Read before any task is: how to reach the host and who to be there. */
const CONNECTION = [
  'ansible_host',
  'ansible_port',
  'ansible_user',
  'ansible_ssh_private_key_file',
  'ansible_connection',
  'ansible_become',
  'ansible_become_user',
  'ansible_become_method',
  'ansible_ssh_proxy_jump',
  'bulwark_host_key',
];

/** Reports variables of the connection that cannot be worked out, and gives the host's `cluster_name`, if it has one. */
export function checkConnection(host: Host, variables: Variables, problems: Problems): Value | undefined {
  const scope = variables.ofHost(host);
  const attempts = new Attempts(scope);
  for (const name of CONNECTION) attempts.run(() => written(name, scope));
  const cluster = attempts.run(() => ({ name: written('cluster_name', scope) }));
  problems.addAll(attempts.problems);
  return cluster?.name;
}

/** A variable that is there and uses an undefined one is a mistake: without it the host's name would be its address. */
function written(name: string, scope: HostScope): Value | undefined {
  const value = scope.get(name);
  const cause = value === undefined ? scope.missing?.cause : undefined;
  if (cause !== undefined && cause !== null)
    throw new BindProblems([{ ...cause.diagnostic, detail: `\`${name}\` uses it` }]);
  return value;
}
