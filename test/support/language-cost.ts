import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { TaskBinder, TaskPlan } from '../../src/domain/run-plan.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { findModule, moduleNames } from '../../src/modules/index.ts';
import { compilePlaybook } from '../../src/playbook/compile-playbook.ts';
import { moduleRegistry } from '../../src/playbook/parse-module.ts';
import { memoryFiles } from './memory-files.ts';

const root = new URL('../../', import.meta.url);
const shipped = Object.fromEntries(
  readdirSync(new URL('playbooks/', root), { recursive: true, encoding: 'utf8' })
    .map((name) => `playbooks/${name}`)
    .filter((path) => statSync(new URL(path, root)).isFile())
    .map((path) => [path, readFileSync(new URL(path, root), 'utf8')]),
);

/** Milliseconds of CPU a host for the shipped playbook: compiling it, and binding all its tasks as a plan does. */
export function languageCost(hosts: number): { readonly compile: number; readonly bind: number } {
  const workers = `worker-[1:${hosts - 3}]`;
  const files = memoryFiles({
    'hosts.yaml': `all:\n  children:\n    control_plane:\n      hosts: {"cp-[1:3]": {}}\n    workers:\n      hosts: {"${workers}": {}}\n`,
    ...shipped,
  });
  const began = process.threadCpuUsage();
  const inventory = parseInventory(['hosts.yaml'], files, 'playbooks');
  if (!inventory.ok) throw new Error(inventory.diagnostics[0].summary);
  const options = { limit: null, tags: [], skipTags: [], extraVars: new Map(), check: false };
  const modules = moduleRegistry(moduleNames, findModule);
  const run = compilePlaybook('playbooks/hardening.yaml', inventory.value, options, files, modules);
  if (!run.ok) throw new Error(run.diagnostics[0].summary);
  const compile = spent(began);
  const from = process.threadCpuUsage();
  for (const play of run.value.plan.plays) for (const host of play.hosts) bindAll(run.value.binder, play.tasks, host);
  return { compile: compile / hosts, bind: spent(from) / hosts };
}

function bindAll(binder: TaskBinder, tasks: readonly TaskPlan[], host: string): void {
  const pending = new Set<string>();
  for (const task of tasks) {
    binder.bind(task, host, { values: new Map(), pending });
    for (const name of task.sets) pending.add(name);
  }
}

function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1000;
}
