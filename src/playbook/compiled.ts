import type { Host } from '../domain/inventory.ts';
import type { ControlGuard } from '../domain/control-guard.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import type { SourceLoader } from './source-files.ts';
import type { Inherited, Task } from './model.ts';
import type { StaleHandler } from './stale-handlers.ts';
import type { PlayVariables, Variables } from './variables.ts';

/** Everything that binding a task needs besides the host's memory. */
export interface CompiledTask {
  readonly plan: TaskPlan;
  readonly task: Task;
  /** Play, blocks and task put together. */
  readonly inherited: Inherited;
  readonly play: PlayVariables;
  readonly world: World;
  /** Handlers of its play that also run by evidence. */
  readonly staleHandlers: readonly StaleHandler[];
}

/** What all tasks of a run share. */
export interface World {
  readonly variables: Variables;
  readonly sources: SourceLoader;
  readonly host: (name: string) => Host;
  readonly become: BecomeDefaults;
  /** Read once it is asked for. null: ids of controls are looked at for their form alone. */
  readonly guard: () => ControlGuard | null;
}

/** `-b` and `--become-user`: what holds where neither playbook nor inventory says anything. */
export interface BecomeDefaults {
  readonly become: boolean;
  readonly user: string;
}
