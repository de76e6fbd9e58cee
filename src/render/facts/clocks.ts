import { foldNodes } from '../../domain/node-set.ts';
import { Float } from '../../domain/value.ts';
import type { Row } from './row.ts';
import type { HostStory } from '../story.ts';
import { factOf } from './fact.ts';

/** Seconds: what an answer takes on its way is part of the difference, so less proves nothing. */
const TOLERANCE = 2;

/** The largest difference to this machine's clock, and the hosts that are further off. */
export function clockRows(hosts: readonly HostStory[]): readonly Row[] {
  const apart = hosts.flatMap((host) => {
    const clock = factOf(host, 'clock');
    const seconds = clock instanceof Float ? clock.value : clock;
    return typeof seconds === 'number' ? [{ host: host.name, by: seconds - host.factsAt / 1000 }] : [];
  });
  const near = apart.filter(({ by }) => Math.abs(by) <= TOLERANCE).map(({ by }) => Math.abs(by));
  const far = apart.filter(({ by }) => Math.abs(by) > TOLERANCE);
  const usual =
    near.length === 0 ? [] : [{ label: 'clocks', value: `within ${Math.max(...near).toFixed(1)} s of this machine` }];
  return [
    ...usual,
    ...far.map(({ host, by }) => ({
      label: near.length === 0 ? 'clocks' : `  except ${foldNodes([host])}`,
      value: farWords(host, by, near.length === 0),
    })),
  ];
}

function farWords(host: string, by: number, alone: boolean): string {
  const words = `${Math.abs(by).toFixed(1)} s ${by > 0 ? 'ahead of' : 'behind'} this machine`;
  return alone ? `${host} ${words}` : words;
}
