import { rootOn } from '../domain/connection.ts';
import { ConnectError } from '../domain/errors.ts';
import type { RunPlan } from '../domain/run-plan.ts';
import { HostWork } from './host-work.ts';
import type { RunOptions, RunPorts } from './ports.ts';
import { forEachHost } from './schedule.ts';

/**
 * Control planes that the run does not change, of clusters whose control planes it does. They are reached, so that
 * no second one goes down beside one that is already away, and locked, so that no other run works on them meanwhile.
 */
export class Guards {
  readonly #plan: RunPlan;
  readonly #ports: RunPorts;
  readonly #options: RunOptions;
  readonly #works: HostWork[] = [];
  /** Those that answered. */
  readonly reached: HostWork[] = [];

  constructor(plan: RunPlan, ports: RunPorts, options: RunOptions) {
    this.#plan = plan;
    this.#ports = ports;
    this.#options = options;
  }

  /** What is to be locked besides, or why a guard could not be reached. */
  async reach(clusters: ReadonlySet<string>): Promise<readonly HostWork[] | ConnectError> {
    let lost: ConnectError | null = null;
    const guards = this.#plan.guards.filter(({ cluster }) => clusters.has(cluster));
    await forEachHost(guards, this.#options.forks, async (planned) => {
      const work = new HostWork(planned, this.#ports, this.#options, this.#plan.digest);
      this.#works.push(work);
      try {
        await work.connect();
        await work.exchange(rootOn(work.connection.target), [], { timeout: this.#options.commandTimeout });
        this.reached.push(work);
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        lost ??= error;
      }
    });
    return lost ?? this.#works;
  }

  async close(): Promise<void> {
    await Promise.all(this.#works.map((work) => work.close()));
  }
}
