import { argsFile } from './args-file.ts';
import { assert } from './assert.ts';
import { command } from './command.ts';
import { copy } from './copy.ts';
import { debug } from './debug.ts';
import { fail } from './fail.ts';
import { file } from './file.ts';
import { k8sHealth } from './k8s-health.ts';
import { meta } from './meta.ts';
import { pause } from './pause.ts';
import { ping } from './ping.ts';
import { controllerModule, hostModule, type RegisteredModule } from './registry/registered.ts';
import { setFact } from './set-fact.ts';
import { setup } from './setup.ts';
import { shell } from './shell.ts';
import { stat } from './stat.ts';
import { sysctl } from './sysctl.ts';
import { systemd } from './systemd.ts';
import { template } from './template.ts';
import { yamlFile } from './yaml-file.ts';

export type { Checked, ParameterIssue } from './registry/check.ts';
export type { HostModule, RegisteredControllerModule, RegisteredModule } from './registry/registered.ts';

/** Every module, one line each, sorted by name. */
export const modules: readonly RegisteredModule[] = [
  hostModule(argsFile),
  controllerModule(assert),
  hostModule(command),
  hostModule(copy),
  controllerModule(debug),
  controllerModule(fail),
  hostModule(file),
  hostModule(k8sHealth),
  controllerModule(meta),
  controllerModule(pause),
  hostModule(ping),
  controllerModule(setFact),
  hostModule(setup),
  hostModule(shell),
  hostModule(stat),
  hostModule(sysctl),
  hostModule(systemd),
  hostModule(template),
  hostModule(yamlFile),
];

const byName: ReadonlyMap<string, RegisteredModule> = new Map(
  modules.flatMap((module) => [module.name, ...module.aliases].map((name) => [name, module])),
);

/** Every name that a task may use, aliases included; for completion and "did you mean". */
export const moduleNames: readonly string[] = [...byName.keys()];

/** The module of a task's keyword; also under `ansible.builtin.NAME`. */
export const findModule = (name: string): RegisteredModule | undefined =>
  byName.get(name.replace(/^ansible\.(?:builtin|legacy)\./, ''));
