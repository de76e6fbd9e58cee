import { lookRequest } from './engine-request.ts';
import type { RunEventBody } from '../domain/event.ts';
import { isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { factsPlaybook } from './built-in-playbooks.ts';
import type { FactsInvocation } from './invocation.ts';
import type { AppPorts, EngineEnd, Prepared } from './ports.ts';
import { prepare } from './prepare.ts';
import { whoStopped } from './who-stopped.ts';
import { startRunLog } from './run-log.ts';

/**
 * `facts [PATTERN]`: a plan of one question, whose answers are told as `facts` events. Hosts where sudo does not work
 * count as unreachable, and are then asked for what they tell without it.
 */
export async function factsCommand(asked: FactsInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const prepared = await prepare(asked, choice(asked.pattern, true), ports);
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  for (const warning of prepared.value.warnings) log.emit({ type: 'diagnostic', ...warning });
  const withoutSudo: string[] = [];
  const end = await ask(prepared.value, ports, (event) => {
    if (event.type === 'host-lost' && event.reason === 'become') withoutSudo.push(event.host);
    asFacts(event, prepared.value).forEach(log.emit);
  });
  if (withoutSudo.length > 0 && !end.interrupted) await askAgain(withoutSudo, asked, ports, log.emit);
  return log.finish(whoStopped(end, ports), false);
}

const choice = (pattern: string | null, become: boolean) => ({
  path: null,
  tags: [],
  skipTags: [],
  check: true,
  builtIn: factsPlaybook(pattern, become),
});

/** As the login user; what cannot be told without sudo is left out. Only `facts` are told of it. */
async function askAgain(
  hosts: readonly string[],
  asked: FactsInvocation,
  ports: AppPorts,
  emit: (event: RunEventBody) => void,
): Promise<void> {
  const plain = { ...asked, limit: null, become: false, askBecomePassword: false, becomePasswordFile: null };
  const prepared = await prepare(plain, choice(hosts.join(','), false), ports);
  if (!prepared.ok) return;
  await ask(prepared.value, ports, (event) => {
    for (const told of asFacts(event, prepared.value)) if (told.type === 'facts') emit(told);
  });
}

const ask = (prepared: Prepared, ports: AppPorts, emit: (event: RunEventBody) => void): Promise<EngineEnd> =>
  ports.engine.run(lookRequest(prepared, ports), emit);

/** The events of the run as those of a `facts` run: `playbook` is the one that a plan would take. */
function asFacts(event: RunEventBody, { inventory, projectPlaybook }: Prepared): readonly RunEventBody[] {
  if (event.type === 'run-started') {
    const asked = new Set(event.hosts.map(({ name }) => name));
    const notSelected = inventory.filter((host) => !asked.has(host));
    return [{ ...event, mode: 'facts', playbook: projectPlaybook, notSelected }];
  }
  if (event.type !== 'task-finished' || event.module !== 'debug' || event.message === null) return [event];
  return [event, { type: 'facts', host: event.host, facts: textKeys(event.message) }];
}

function textKeys(value: Value): ReadonlyMap<string, Value> {
  return isMapping(value) ? new Map([...value].map(([key, part]) => [String(key), part])) : new Map();
}
