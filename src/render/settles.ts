import type { TaskFinished } from '../domain/event.ts';
import type { HostStory } from './story.ts';

/** The controls that the planned changes settle, counted by framework: `CIS 12, STIG 10 on control planes; CIS 2 on workers`. */
export function settlesWords(hosts: readonly HostStory[]): string {
  const roles = [
    { name: 'control planes', hosts: hosts.filter((host) => host.controlPlane) },
    { name: 'workers', hosts: hosts.filter((host) => !host.controlPlane) },
  ];
  const parts = roles
    .map((role) => ({ name: role.name, words: frameworkWords(controlsOf(role.hosts)) }))
    .filter((part) => part.words !== '');
  return parts.map((part) => `${part.words} on ${part.name}`).join('; ');
}

/** Ids of what is not met now: the findings say it entry by entry; a task without findings stands for all of its own. */
function controlsOf(hosts: readonly HostStory[]): ReadonlySet<string> {
  const tasks = hosts.flatMap((host) =>
    host.news.filter((task) => task.status === 'drifted' || task.status === 'changed'),
  );
  return new Set(tasks.flatMap(settledBy));
}

const settledBy = (task: TaskFinished): readonly string[] =>
  task.findings.length === 0
    ? task.controls
    : task.findings.filter((finding) => !finding.met).flatMap((finding) => finding.controls);

function frameworkWords(controls: ReadonlySet<string>): string {
  const byFramework = Map.groupBy(controls, frameworkOf);
  return ['CIS', 'STIG', 'other']
    .flatMap((name) => (byFramework.has(name) ? [`${name} ${byFramework.get(name)?.length ?? 0}`] : []))
    .join(', ');
}

const frameworkOf = (control: string): string =>
  control.startsWith('CIS-') ? 'CIS' : control.startsWith('V-') ? 'STIG' : 'other';
