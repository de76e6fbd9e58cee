import { z } from 'zod';

import type { AssessedControl, ControlResult } from '../domain/assessment.ts';
import type { ControlId } from '../domain/module.ts';
import { assessedControlSchema } from './assessment-schema.ts';

/** A control in one assessment. */
export interface SeenControl {
  readonly run: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly control: AssessedControl;
  /** Hosts that `-l` left out. */
  readonly leftOut: readonly string[];
}

/** How hosts stand, and the first assessment from which on they have stood so; null: the last one is the first. */
export interface Standing extends Pick<ControlResult, 'hosts' | 'status' | 'because' | 'evidence'> {
  readonly since: Pick<SeenControl, 'run' | 'at'> | null;
}

const shape = z.looseObject({
  header: z.looseObject({ run: z.string(), finishedAt: z.iso.datetime() }),
  scope: z.looseObject({ notSelected: z.array(z.string()) }),
  controls: z.array(z.looseObject({ id: z.string() })),
});

/** The control in what somebody kept of an assessment; null: it is not in it, or the whole is damaged. */
export function seenControl(assessment: unknown, id: ControlId): SeenControl | null {
  const read = shape.safeParse(assessment);
  if (!read.success) return null;
  const { header, scope, controls } = read.data;
  const control = assessedControlSchema.safeParse(controls.find((one) => one.id === id));
  if (!control.success) return null;
  return { run: header.run, at: header.finishedAt, control: control.data, leftOut: scope.notSelected };
}

/** How each host stands by the first of `seen`, which comes newest first; what came before says since when. */
export function standingsOf(seen: Iterable<SeenControl>): { last: SeenControl; standings: readonly Standing[] } | null {
  const [last, ...earlier] = seen;
  if (last === undefined) return null;
  const standings = last.control.results.flatMap((result) => {
    const groups = Map.groupBy(result.hosts, (host) => sinceOf(host, result.status, earlier));
    return [...groups].map(([since, hosts]) => ({ ...result, hosts, since }));
  });
  return { last, standings };
}

/** Back through those that saw the host, as long as it stood the same. */
function sinceOf(host: string, status: ControlResult['status'], earlier: readonly SeenControl[]): SeenControl | null {
  let since: SeenControl | null = null;
  for (const one of earlier) {
    const then = one.control.results.find(({ hosts }) => hosts.includes(host))?.status;
    if (then !== undefined && then !== status) return since;
    if (then === status) since = one;
  }
  return since;
}
