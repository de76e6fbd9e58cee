import type { RunEventBody } from '../domain/event.ts';
import type { RunRequest } from './ports.ts';

/** The first event of a run. */
export const runStarted = ({ plan, options, mode }: RunRequest): RunEventBody => ({
  type: 'run-started',
  schemaVersion: 1,
  run: options.run,
  mode,
  playbook: plan.playbook,
  plays: plan.plays.map(({ name, hosts }) => ({ name, hosts })),
  hosts: plan.hosts.map(({ host, cluster, controlPlane }) => ({ name: host.name, cluster, controlPlane })),
  notSelected: plan.notSelected,
});
