import type { PlayPlan } from '../domain/run-plan.ts';
import type { HostRun } from './host-run.ts';
import { type Meetings, noMeetings } from './meeting.ts';
import { Rendezvous, type RendezvousPorts } from './rendezvous.ts';

/** Where the hosts of each batch meet while everything is looked at. */
export class LookMeetings {
  readonly #byHost = new Map<string, Map<PlayPlan, Rendezvous>>();

  constructor(plays: readonly PlayPlan[], ports: RendezvousPorts) {
    for (const play of plays)
      for (const hosts of play.batches) {
        const rendezvous = new Rendezvous(play, hosts, new Set(), ports);
        for (const host of hosts) this.#of(host).set(play, rendezvous);
      }
  }

  /** Where this host meets others in a play. */
  of(host: string, play: PlayPlan): Rendezvous | undefined {
    return this.#byHost.get(host)?.get(play);
  }

  /** Nobody waits for this host any more, in any play. */
  leave(host: string): void {
    for (const rendezvous of this.#of(host).values()) rendezvous.leave(host);
  }

  /** The host comes to this play: nobody waits for it in those before. */
  enter(host: string, play: PlayPlan): Meetings {
    for (const [other, rendezvous] of this.#of(host)) if (other.index < play.index) rendezvous.leave(host);
    return this.of(host, play)?.of(host) ?? noMeetings;
  }

  #of(host: string): Map<PlayPlan, Rendezvous> {
    const known = this.#byHost.get(host) ?? new Map<PlayPlan, Rendezvous>();
    this.#byHost.set(host, known);
    return known;
  }
}

/** Control planes that queue behind another one of their cluster. */
export function queuing(runs: readonly HostRun[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    runs.flatMap(({ name, work: { planned } }) => {
      if (!planned.controlPlane) return [];
      const isFirst = !seen.has(planned.cluster);
      seen.add(planned.cluster);
      return isFirst ? [] : [name];
    }),
  );
}
