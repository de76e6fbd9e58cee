import type { ExitCode } from '../report/exit-code.ts';
import { engineRequest } from './engine-request.ts';
import type { PlaybookInvocation } from './invocation.ts';
import { tellingMaintenance } from './maintenance.ts';
import { makePlanFile } from './make-plan-file.ts';
import { nobodyToConfirm, nobodyToStep } from './nobody-to-confirm.ts';
import { namesPlanFile, planFileCommand } from './plan-file.ts';
import { planListing } from './plan-listing.ts';
import { planScript } from './plan-script.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { whoStopped } from './who-stopped.ts';
import { startRunLog } from './run-log.ts';

/** `plan`, `apply` and `drift`: read everything, refuse what is wrong, list or run. No host is contacted while there is an error. */
export async function runPlaybookCommand(asked: PlaybookInvocation, ports: AppPorts): Promise<ExitCode> {
  if (namesPlanFile(asked, ports)) return planFileCommand(asked, ports);
  if (asked.script !== null) return planScript(asked, asked.script, ports);
  if (asked.out !== null) return makePlanFile(asked, asked.out, ports);
  const log = startRunLog(ports);
  const mode = modeOf(asked);
  const prepared = await prepare(
    asked,
    {
      path: asked.playbook,
      tags: asked.tags,
      skipTags: asked.skipTags,
      startAt: asked.startAt,
      check: mode !== 'apply',
    },
    ports,
  );
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  const { compiled, warnings } = prepared.value;
  if (asked.syntaxCheck || asked.list !== null) {
    ports.print(
      asked.list === null
        ? [`ok  ${compiled.plan.playbook}: no mistake found. No host was contacted.`]
        : planListing(compiled.plan, asked.list),
    );
    return 0;
  }
  if (mode === 'apply' && asked.step && !ports.interactive) return log.refuse([nobodyToStep]);
  if (mode === 'apply' && !asked.yes && !ports.interactive) return log.refuse([nobodyToConfirm('apply')]);
  for (const warning of warnings) log.emit({ type: 'diagnostic', ...warning });
  const emit = tellingMaintenance(log.emit, prepared.value.inMaintenance(ports.now()));
  const end = await ports.engine.run(engineRequest(asked, mode, prepared.value, ports), emit);
  return log.finish(whoStopped(end, ports), asked.detailedExitcode || mode === 'drift' || asked.onlyDrifted);
}

/** `-C`: an apply that only looks, and one of drift alone looks for drift. */
function modeOf({ command, check, onlyDrifted }: PlaybookInvocation): 'plan' | 'apply' | 'drift' {
  if (!check) return command;
  return command === 'drift' || onlyDrifted ? 'drift' : 'plan';
}
