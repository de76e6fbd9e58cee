import { ConnectError } from '../domain/errors.ts';
import type { RunPlan } from '../domain/run-plan.ts';
import { HostWork } from './host-work.ts';
import type { RunOptions, RunPorts } from './ports.ts';
import { forEachHost } from './schedule.ts';

/** Machines that tasks are delegated to and that no play touches: reached before anything is looked at. */
export class Delegates {
  readonly works: ReadonlyMap<string, HostWork>;
  readonly #options: RunOptions;

  constructor({ delegates, digest }: RunPlan, ports: RunPorts, options: RunOptions) {
    this.#options = options;
    this.works = new Map(
      delegates.map((planned) => [planned.host.name, new HostWork(planned, ports, options, digest)]),
    );
  }

  /** One that cannot be reached is told by the task that needs it. */
  async reach(): Promise<void> {
    await forEachHost([...this.works.values()], this.#options.forks, async (work) => {
      try {
        await work.connect();
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        work.lost = error;
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.works.values()].map((work) => work.close()));
  }
}
