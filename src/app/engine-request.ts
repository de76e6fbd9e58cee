import type { PlaybookInvocation } from './invocation.ts';
import type { AppPorts, EngineRequest, Prepared } from './ports.ts';

/** What the engine is to do for `plan` and `apply`. */
export const engineRequest = (
  asked: Pick<PlaybookInvocation, 'disrupt' | 'lockTimeout' | 'refreshTimeout' | 'yes' | 'allowLockoutRisk'>,
  mode: 'plan' | 'apply',
  { compiled, targets, forks }: Prepared,
  ports: AppPorts,
): EngineRequest => ({
  run: ports.run,
  mode,
  plan: compiled.plan,
  binder: compiled.binder,
  targets,
  forks,
  disrupt: asked.disrupt ?? 'process',
  refuseLockoutRisk: mode === 'apply' && asked.yes && !asked.allowLockoutRisk,
  lockTimeout: asked.lockTimeout,
  refreshTimeout: asked.refreshTimeout,
  confirm: asked.yes ? async () => true : () => ports.confirm('Apply'),
});
