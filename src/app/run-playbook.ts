import type { Diagnostic } from '../domain/diagnostic.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { PlaybookInvocation } from './invocation.ts';
import { planListing } from './plan-listing.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { whoStopped } from './who-stopped.ts';
import { startRunLog } from './run-log.ts';

/** `plan` and `apply`: read everything, refuse what is wrong, list or run. No host is contacted while there is an error. */
export async function runPlaybookCommand(asked: PlaybookInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const mode = asked.check ? 'plan' : asked.command;
  const prepared = await prepare(
    asked,
    { path: asked.playbook, tags: asked.tags, skipTags: asked.skipTags, check: mode === 'plan' },
    ports,
  );
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  const { compiled, targets, forks, warnings } = prepared.value;
  if (asked.syntaxCheck || asked.list !== null) {
    ports.print(
      asked.list === null
        ? [`ok  ${compiled.plan.playbook}: no mistake found. No host was contacted.`]
        : planListing(compiled.plan, asked.list),
    );
    return 0;
  }
  if (mode === 'apply' && !asked.yes && !ports.interactive) return log.refuse([nobodyToConfirm('apply')]);
  for (const warning of warnings) log.emit({ type: 'diagnostic', ...warning });
  const end = await ports.engine.run(
    {
      run: ports.run,
      mode,
      plan: compiled.plan,
      binder: compiled.binder,
      targets,
      forks,
      disrupt: asked.disrupt ?? 'process',
      refuseLockoutRisk: mode === 'apply' && asked.yes && !asked.allowLockoutRisk,
      lockTimeout: asked.lockTimeout,
      confirm: asked.yes ? async () => true : () => ports.confirm('Apply'),
    },
    log.emit,
  );
  return log.finish(whoStopped(end, ports), asked.detailedExitcode);
}

export const nobodyToConfirm = (command: string): Diagnostic => ({
  severity: 'error',
  code: 'not-confirmed',
  summary: `${command} asks before it changes anything, and there is no terminal to ask on`,
  hint: `bulwark ${command} --yes, or bulwark plan to see what would change`,
});
