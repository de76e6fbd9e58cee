import type { PlaybookInvocation } from './invocation.ts';
import type { AppPorts, EngineRequest, Prepared } from './ports.ts';

/** What the engine is to do for `plan`, `apply` and `drift`. */
export const engineRequest = (
  asked: Pick<
    PlaybookInvocation,
    | 'disrupt'
    | 'lockTimeout'
    | 'refreshTimeout'
    | 'yes'
    | 'allowLockoutRisk'
    | 'forceHandlers'
    | 'tags'
    | 'skipTags'
    | 'startAt'
    | 'step'
    | 'onlyDrifted'
    | 'full'
    | 'force'
  >,
  mode: EngineRequest['mode'],
  { compiled, targets, forks }: Prepared,
  ports: AppPorts,
): EngineRequest => ({
  run: ports.run(),
  mode,
  plan: compiled.plan,
  binder: compiled.binder,
  targets,
  forks,
  disrupt: asked.disrupt ?? 'process',
  refuseLockoutRisk: mode === 'apply' && asked.yes && !asked.allowLockoutRisk,
  forceHandlers: asked.forceHandlers,
  lockTimeout: asked.lockTimeout,
  refreshTimeout: asked.refreshTimeout,
  whole: isWhole(asked),
  onlyDrifted: asked.onlyDrifted,
  full: asked.full,
  hosts: { managed: mode === 'apply' && !asked.force ? 'refuse' : 'accept' },
  ...(mode === 'apply' && { answer: ports.interactive ? (ports.answer ?? null) : null }),
  ...(mode === 'apply' && asked.step && { confirmTask: (task: string) => ports.confirmTask(task) }),
  confirm: asked.yes ? async () => true : () => ports.confirm('Apply'),
});

/** To look and change nothing, for commands that only ask hosts. */
export const lookRequest = ({ compiled, targets, forks }: Prepared, ports: AppPorts): EngineRequest => ({
  run: ports.run(),
  mode: 'plan',
  plan: compiled.plan,
  binder: compiled.binder,
  targets,
  forks,
  disrupt: 'none',
  lockTimeout: 0,
  confirm: async () => false,
});

/** Nothing of the playbook was selected away. */
export const isWhole = ({
  tags,
  skipTags,
  startAt,
}: Pick<PlaybookInvocation, 'tags' | 'skipTags' | 'startAt'>): boolean =>
  tags.length === 0 && skipTags.length === 0 && startAt === null;
