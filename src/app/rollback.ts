import type { ExitCode } from '../report/exit-code.ts';
import { patternPlaybook } from './built-in-playbooks.ts';
import type { RollbackInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { whoStopped } from './who-stopped.ts';
import { startRunLog } from './run-log.ts';
import { nobodyToConfirm } from './nobody-to-confirm.ts';

/** `rollback RUN [PATTERN]`: puts hosts back as they were before a run, from the journals that the hosts keep. */
export async function rollbackCommand(asked: RollbackInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const prepared = await prepare(
    asked,
    { path: null, tags: [], skipTags: [], check: false, builtIn: patternPlaybook(asked.pattern) },
    ports,
  );
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  if (!asked.yes && !ports.interactive) return log.refuse([nobodyToConfirm('rollback')]);
  const { compiled, targets, forks, warnings } = prepared.value;
  for (const warning of warnings) log.emit({ type: 'diagnostic', ...warning });
  const end = await ports.engine.rollback(
    {
      run: ports.run(),
      undo: asked.run,
      plan: compiled.plan,
      binder: compiled.binder,
      targets,
      forks,
      lockTimeout: asked.lockTimeout,
      confirm: asked.yes ? async () => true : () => ports.confirm('Roll back'),
    },
    log.emit,
  );
  return log.finish(whoStopped(end, ports), false);
}
