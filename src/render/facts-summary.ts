import { padTo, wrap } from './columns.ts';
import { clockRows } from './facts/clocks.ts';
import { clusterRows } from './facts/cluster.ts';
import { machineRows } from './facts/machines.ts';
import { managerRows, serviceRows } from './facts/services.ts';
import type { Row } from './facts/row.ts';
import { snapRows } from './facts/snap.ts';
import type { HostStory, Story } from './story.ts';

/** The lines that one looks for before a first plan: machines by role, the snap, clocks, the cluster. */
export const factsSummary = (hosts: readonly HostStory[], story: Story, width: number): readonly string[] => {
  const known = hosts.filter(({ facts }) => facts !== null);
  return rowLines(
    [
      ...machineRows(known, story),
      ...snapRows(known, story),
      ...serviceRows(known),
      ...managerRows(known),
      ...clockRows(known),
      ...clusterRows(known, story),
    ],
    width,
  );
};

const MAX_LABEL = 28;

function rowLines(rows: readonly Row[], width: number): readonly string[] {
  const usual = rows.filter(({ label }) => !label.startsWith(' ')).map(({ label }) => label.length);
  const wide = Math.min(MAX_LABEL, Math.max(0, ...usual));
  return rows.flatMap(({ label, value }) => wrap(`${padTo(label, wide)}  ${value}`, width, wide + 2));
}
