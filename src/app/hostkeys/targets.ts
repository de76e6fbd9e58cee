import type { HostTarget } from '../../domain/connection.ts';
import { parsed } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import { patternPlaybook } from '../built-in-playbooks.ts';
import type { HostKeysInvocation } from '../invocation.ts';
import type { InputPorts } from '../ports.ts';
import { prepare } from '../prepare.ts';

/** The selected hosts that are reached over SSH, in run order; the warnings are those of the inventory. */
export async function hostKeyTargets(
  asked: HostKeysInvocation,
  ports: InputPorts,
): Promise<Parsed<readonly HostTarget[]>> {
  const choice = { path: null, tags: [], skipTags: [], check: true, builtIn: patternPlaybook(asked.pattern) };
  const prepared = await prepare(asked, choice, ports);
  if (!prepared.ok) return prepared;
  const { compiled, targets, warnings } = prepared.value;
  const chosen = compiled.plan.hosts.flatMap(({ host }) => targets.get(host.name) ?? []);
  return parsed(
    chosen.filter(({ connection }) => connection === 'ssh'),
    warnings,
  );
}
