import { apt } from './apt.ts';
import { argsFile } from './args-file.ts';
import { assert } from './assert.ts';
import { blockinfile } from './blockinfile.ts';
import { command } from './command.ts';
import { copy } from './copy.ts';
import { debug } from './debug.ts';
import { fail } from './fail.ts';
import { fetch } from './fetch.ts';
import { file } from './file.ts';
import { group } from './group.ts';
import { jsonFile } from './json-file.ts';
import { k8sHealth } from './k8s-health.ts';
import { k8sInfo } from './k8s-info.ts';
import { k8sNode } from './k8s-node.ts';
import { lineinfile } from './lineinfile.ts';
import { meta } from './meta.ts';
import { pause } from './pause.ts';
import { permissions } from './permissions.ts';
import { ping } from './ping.ts';
import { reboot } from './reboot.ts';
import { controllerModule, hostModule, type RegisteredModule } from './registry/registered.ts';
import { replace } from './replace.ts';
import { script } from './script.ts';
import { setFact } from './set-fact.ts';
import { setup } from './setup.ts';
import { shell } from './shell.ts';
import { slurp } from './slurp.ts';
import { snap } from './snap.ts';
import { stat } from './stat.ts';
import { sysctl } from './sysctl.ts';
import { systemdDropin } from './systemd-dropin.ts';
import { systemd } from './systemd.ts';
import { template } from './template.ts';
import { uri } from './uri.ts';
import { user } from './user.ts';
import { waitFor } from './wait-for.ts';
import { yamlFile } from './yaml-file.ts';

export type { Checked, ParameterIssue } from './registry/check.ts';
export type { HostModule, RegisteredControllerModule, RegisteredModule } from './registry/registered.ts';

/** Every module, one line each, sorted by name. */
export const modules: readonly RegisteredModule[] = [
  hostModule(apt),
  hostModule(argsFile),
  controllerModule(assert),
  hostModule(blockinfile),
  hostModule(command),
  hostModule(copy),
  controllerModule(debug),
  controllerModule(fail),
  hostModule(fetch),
  hostModule(file),
  hostModule(group),
  hostModule(jsonFile),
  hostModule(k8sHealth),
  hostModule(k8sInfo),
  hostModule(k8sNode),
  hostModule(lineinfile),
  controllerModule(meta),
  controllerModule(pause),
  hostModule(permissions),
  hostModule(ping),
  hostModule(reboot),
  hostModule(replace),
  hostModule(script),
  controllerModule(setFact),
  hostModule(setup),
  hostModule(shell),
  hostModule(slurp),
  hostModule(snap),
  hostModule(stat),
  hostModule(sysctl),
  hostModule(systemd),
  hostModule(systemdDropin),
  hostModule(template),
  hostModule(uri),
  hostModule(user),
  hostModule(waitFor),
  hostModule(yamlFile),
];

/** The modules that a project has: ours, and those that its `bulwark.yaml` names. */
export interface ModuleSet {
  readonly modules: readonly RegisteredModule[];
  /** Every name that a task may use, aliases included; for completion and "did you mean". */
  readonly names: readonly string[];
  /** The module of a task's keyword; ours also under `ansible.builtin.NAME`. */
  find(name: string): RegisteredModule | undefined;
}

export function moduleSet(extensions: readonly RegisteredModule[]): ModuleSet {
  const ours = byName(modules);
  const theirs = byName(extensions);
  return {
    modules: [...modules, ...extensions],
    names: [...ours.keys(), ...theirs.keys()],
    find: (name) => theirs.get(name) ?? ours.get(name.replace(/^ansible\.(?:builtin|legacy)\./, '')),
  };
}

const byName = (all: readonly RegisteredModule[]): ReadonlyMap<string, RegisteredModule> =>
  new Map(all.flatMap((module) => [module.name, ...module.aliases].map((name) => [name, module])));

/** Ours alone. */
export const ownModules: ModuleSet = moduleSet([]);

export const moduleNames = ownModules.names;

export const findModule = ownModules.find;
