import type { HostStory, Story } from './story.ts';
import { count } from '../domain/count.ts';

/** ` of prod-a`, ` of 2 clusters`, or nothing where no cluster is named. */
export function ofCluster(story: Story): string {
  const clusters = [
    ...new Set([...story.hosts.values()].map((host) => host.cluster).filter((cluster) => cluster !== '')),
  ];
  const [only] = clusters;
  if (only === undefined) return '';
  return clusters.length === 1 ? ` of ${only}` : ` of ${count(clusters.length, 'cluster')}`;
}

/** `5 hosts`, `4 of 5 hosts`. */
export const hostsOutOf = (number: number, total: number): string =>
  number === total ? count(total, 'host') : `${number} of ${count(total, 'host')}`;

export const reached = (story: Story): readonly HostStory[] =>
  [...story.hosts.values()].filter((host) => host.lost === null);

/** Milliseconds since the run began. */
export const sinceStart = (story: Story): number => story.now - story.startedAt;
