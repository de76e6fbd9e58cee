import type { HostTarget } from '../domain/connection.ts';
import type { RunEventBody, RunMode } from '../domain/event.ts';
import type { RunPlan, TaskBinder } from '../domain/run-plan.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
import type { KeptPlan } from '../domain/intent.ts';
import type { SavedFiles } from '../domain/saved-files.ts';
import type { Connector } from '../domain/session.ts';
import type { GateScripts } from './gates.ts';

/** Time as the engine sees it, in milliseconds; `now` is since the epoch. */
interface Clock {
  now(): number;
  sleep(duration: number, signal?: AbortSignal): Promise<void>;
}

/** Everything outside that a run touches. */
export interface RunPorts {
  readonly connector: Connector;
  readonly targets: ReadonlyMap<string, HostTarget>;
  readonly clock: Clock;
  readonly gates: GateScripts;
  readonly secrets: SecretKeeper;
  /** Where files of hosts are kept; without it none can be fetched. */
  readonly saved?: SavedFiles;
  emit(event: RunEventBody): void;
  /** First Ctrl-C: no new task starts; running steps and their handlers end. */
  readonly stop: AbortSignal;
  /** Second Ctrl-C: the remote process groups are killed. */
  readonly kill: AbortSignal;
}

/** continue: yes, and nothing more is asked. */
export type ConfirmTask = (task: string) => Promise<'yes' | 'no' | 'continue'>;

export interface RunOptions {
  /** `1121-k7`. */
  readonly run: string;
  /** `alice@laptop`, for the lock's holder line and the journal. */
  readonly who: string;
  /** Hosts in work at once. */
  readonly forks: number;
  /** Asked once, after the plan, when there is something to change. */
  readonly confirm: () => Promise<boolean>;
  /** `--step`: asked before each task that has something to do, once for its batch. */
  readonly confirmTask?: ConfirmTask | undefined;
  /** Asks a `pause` on the terminal; null: nobody can be asked. Left out: nothing is to be asked. */
  readonly answer?: ((question: string, echo: boolean) => Promise<string | null>) | null;
  /** Changes that would disrupt more are reported as drift, never done. */
  readonly disrupt: 'none' | 'process' | 'node';
  /** Nobody looks at the plan: a host whose login may be lost by what cannot be judged is not changed. */
  readonly refuseLockoutRisk?: boolean;
  /** Every play as if it had `force_handlers`. */
  readonly forceHandlers?: boolean;
  /** Milliseconds to wait for a lock that another run holds. */
  readonly lockTimeout: number;
  /** Milliseconds that one frame without timeout of its own may take. */
  readonly commandTimeout: number;
  /** Milliseconds to wait for a snap refresh that goes on on a host; five minutes where it is left out. */
  readonly refreshTimeout?: number;
  /** Hosts are told as they are: nothing counts as altered by a change that was only planned. */
  readonly asIs?: boolean;
  /** Hosts must be what the inventory says; whether they may be managed by another program too. Left out: nothing is checked. */
  readonly hosts?: { readonly managed: 'refuse' | 'accept' };
  /** Only what stands in this plan file is done. */
  readonly kept?: KeptPlan | undefined;
  /** No part of the playbook was selected: a host that ends as wanted remembers so, for `drift`. */
  readonly whole?: boolean;
  /** Only what drifted since the last good run is performed. */
  readonly onlyDrifted?: boolean;
  /** Everything is looked at, whatever the markers of the hosts say. */
  readonly full?: boolean;
}

export interface RunRequest {
  readonly plan: RunPlan;
  readonly binder: TaskBinder;
  readonly mode: Extract<RunMode, 'plan' | 'apply' | 'drift'>;
  readonly options: RunOptions;
}
