import type { RunEventBody } from '../domain/event.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { scriptText } from '../shell/script-text.ts';
import { engineRequest } from './engine-request.ts';
import type { PlaybookInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { startRunLog } from './run-log.ts';
import { whoStopped } from './who-stopped.ts';

/** `plan --script HOST`: what apply would send to that host, from a real look at it. */
export async function planScript(asked: PlaybookInvocation, host: string, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  if (asked.limit !== null) return log.refuse([oneHost]);
  const { playbook: path, tags, skipTags, startAt } = asked;
  const prepared = await prepare({ ...asked, limit: host }, { path, tags, skipTags, startAt, check: false }, ports);
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  const { hosts } = prepared.value.compiled.plan;
  if (hosts.length !== 1) return log.refuse([oneHost]);
  const told: RunEventBody[] = prepared.value.warnings.map((warning) => ({ type: 'diagnostic', ...warning }));
  const request = engineRequest(asked, 'apply', prepared.value, ports);
  const { sendings, ...end } = await ports.plans.rehearse(request, (event) => void told.push(event));
  if (sendings !== null) {
    ports.printProgram(scriptText(host, sendings, (text) => ports.secrets.holds(text)));
    return 0;
  }
  for (const event of told) log.emit(event);
  return log.finish(whoStopped(end, ports), asked.detailedExitcode);
}

const oneHost = {
  severity: 'error',
  code: 'option-conflict',
  summary: '--script is for one host, and without -l',
  hint: 'bulwark plan --script worker-1',
} as const;
