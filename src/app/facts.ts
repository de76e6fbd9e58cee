import type { RunEventBody } from '../domain/event.ts';
import { isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { factsPlaybook } from './built-in-playbooks.ts';
import type { FactsInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { whoStopped } from './who-stopped.ts';
import { startRunLog } from './run-log.ts';

/** `facts [PATTERN]`: a plan of one question, whose answers are told as `facts` events. */
export async function factsCommand(asked: FactsInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const prepared = await prepare(
    asked,
    { path: null, tags: [], skipTags: [], check: true, builtIn: factsPlaybook(asked.pattern) },
    ports,
  );
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  const { compiled, targets, forks, warnings } = prepared.value;
  for (const warning of warnings) log.emit({ type: 'diagnostic', ...warning });
  const end = await ports.engine.run(
    {
      run: ports.run,
      mode: 'plan',
      plan: compiled.plan,
      binder: compiled.binder,
      targets,
      forks,
      disrupt: 'none',
      lockTimeout: 0,
      confirm: async () => false,
    },
    (event) => asFacts(event).forEach(log.emit),
  );
  return log.finish(whoStopped(end, ports), false);
}

/** The events of the run as those of a `facts` run. */
function asFacts(event: RunEventBody): readonly RunEventBody[] {
  if (event.type === 'run-started') return [{ ...event, mode: 'facts', playbook: null }];
  if (event.type !== 'task-finished' || event.module !== 'debug' || event.message === null) return [event];
  return [event, { type: 'facts', host: event.host, facts: textKeys(event.message) }];
}

function textKeys(value: Value): ReadonlyMap<string, Value> {
  return isMapping(value) ? new Map([...value].map(([key, part]) => [String(key), part])) : new Map();
}
