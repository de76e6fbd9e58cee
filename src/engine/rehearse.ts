import type { GateSpec } from '../domain/gate.ts';
import type { Sending } from '../domain/sending.ts';
import { nobody } from './around.ts';
import { Delegates } from './delegates.ts';
import { watchMarker } from './drift/marker-watch.ts';
import { HostRun } from './host-run.ts';
import { HostWork } from './host-work.ts';
import type { RunPorts, RunRequest } from './ports.ts';
import { Rehearsal } from './rehearsal.ts';
import { runStarted } from './run-started.ts';

/**
 * What an apply to the plan's only host would send to it, in order: it is reached and planned as always, and then
 * performed with every change written down instead of made, as if it ended well and said nothing. null: it could not
 * be reached or planned, which the events tell.
 */
export async function rehearse(request: RunRequest, ports: RunPorts): Promise<readonly Sending[] | null> {
  const [planned] = request.plan.hosts;
  if (planned === undefined) return null;
  const work = new HostWork(planned, ports, request.options, request.plan.digest);
  if (request.options.whole === true) work.marks = watchMarker(request.plan);
  const delegates = new Delegates(request.plan, ports, request.options);
  work.around = {
    ...nobody,
    learnedOf: (name) => delegates.works.get(name)?.learned,
    machine: (name) => delegates.works.get(name) ?? null,
  };
  try {
    await delegates.reach();
    ports.emit(runStarted({ ...request, mode: 'plan' }));
    const seen = new HostRun(work, request.plan, request.binder, ports);
    await seen.reach();
    if (seen.state === 'fit') await seen.look();
    for (const play of request.plan.plays) seen.seen.tell(play);
    if (seen.state !== 'fit') return null;
    return seen.hasWork ? await rehearsed(request, seen, ports) : [];
  } finally {
    await Promise.all([work.close(), delegates.close()]);
  }
}

async function rehearsed(request: RunRequest, seen: HostRun, ports: RunPorts): Promise<readonly Sending[]> {
  const { work } = seen;
  const rehearsal = new Rehearsal(seen.seen.intents);
  await seen.startOver();
  work.rehearsal = rehearsal;
  const run = new HostRun(work, request.plan, request.binder, {
    ...ports,
    emit: () => undefined,
    gates: passing(ports),
  });
  let settled = !work.planned.controlPlane;
  const settle = (): boolean => {
    const first = !settled;
    settled = true;
    return first;
  };
  for (const play of request.plan.plays.filter(({ hosts }) => hosts.includes(work.name)))
    if (run.state === 'fit') await run.perform(play, { settle, halted: () => false });
  return rehearsal.sendings;
}

/** Nothing is restarted, so nothing can be unhealthy. */
const passing = ({ gates }: RunPorts): RunPorts['gates'] => ({
  ...gates,
  read: (_, specs: readonly GateSpec[]) =>
    specs.map(({ component }) => ({
      component,
      passed: true,
      readyAfter: 0,
      stableFor: 0,
      wanted: '',
      seen: '',
      said: [],
    })),
});
