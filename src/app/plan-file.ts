import type { Diagnostic, Diagnostics } from '../domain/diagnostic.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { applyPlanFile } from './apply-plan-file.ts';
import type { PlaybookInvocation } from './invocation.ts';
import { type OpenedPlan, readPlan } from './open-plan-file.ts';
import { isPlanFile } from '../report/plan-file/decode.ts';
import { planFileEvent } from './plan-file-event.ts';
import type { AppPorts } from './ports.ts';
import { type RunLog, startRunLog } from './run-log.ts';

export type PlanFileInvocation = PlaybookInvocation & { readonly playbook: string };

/** Whether the operand is a plan file and not a playbook: by how it begins, or by its name. */
export function namesPlanFile(asked: PlaybookInvocation, { plans }: AppPorts): asked is PlanFileInvocation {
  const { playbook } = asked;
  if (playbook === null) return false;
  const start = plans.files.start(playbook);
  return start !== null && (isPlanFile(start) || playbook.endsWith('.plan'));
}

/** `plan FILE` shows a plan file again, `apply FILE` does just what stands in it. */
export async function planFileCommand(asked: PlanFileInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const conflict = conflicts(asked);
  if (conflict !== null) return log.refuse(conflict);
  const opened = readPlan(asked.playbook, ports);
  if (!opened.ok) return log.refuse(opened.diagnostics);
  return asked.command === 'plan'
    ? showPlan(asked.playbook, opened.value, log)
    : applyPlanFile(asked, opened.value, log, ports);
}

/** What a plan file has decided already. */
function conflicts(asked: PlaybookInvocation): Diagnostics | null {
  const given = [
    [asked.inventory !== null, '-i'],
    [asked.command === 'drift', 'drift'],
    [asked.onlyDrifted, '--only-drifted'],
    [asked.tags.length > 0, '-t'],
    [asked.skipTags.length > 0, '--skip-tags'],
    [asked.startAt !== null, '--start-at-task'],
    [asked.extraVars.length > 0, '-e'],
    [asked.disrupt !== null, '--disrupt'],
    [asked.become, '-b'],
    [asked.user !== null, '-u'],
    [asked.check, '-C'],
    [asked.out !== null, '-o'],
    [asked.script !== null, '--script'],
    [asked.list !== null, `--list-${asked.list ?? ''}`],
    [asked.syntaxCheck, '--syntax-check'],
    [asked.command === 'plan' && asked.limit !== null, '-l'],
  ] as const;
  const words = given.flatMap(([isGiven, word]) => (isGiven ? [word] : []));
  if (words.length === 0) return null;
  const summary = `${words.join(' and ')} cannot be given with a plan file, which has decided it`;
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'option-conflict',
    summary,
    hint: 'make another plan; only -l of apply narrows one',
  };
  return [diagnostic];
}

/** The plan as the run that made it told it. */
function showPlan(path: string, { id, plan }: OpenedPlan, log: RunLog): ExitCode {
  for (const event of plan.told) log.emit(event);
  log.emit(planFileEvent('opened', path, id, plan));
  return log.refuse([], 0);
}
