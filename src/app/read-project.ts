import type { Parsed } from '../domain/diagnostic.ts';
import { folderOf } from '../inventory/paths.ts';
import type { CommonOptions } from './invocation.ts';
import type { InputPorts } from './ports.ts';
import { keysOf, readInputs } from './prepare.ts';
import type { Inputs } from './prepare.ts';
import { readProjectConfig } from './project-config.ts';
import { readUnlocked } from './unlocker.ts';

/** Configuration, inventory and `-e`, with the variables beside the project's playbook; for what contacts no host. */
export async function readProject(options: CommonOptions, ports: InputPorts): Promise<Parsed<Inputs>> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const { playbook } = config.value;
  const folder = playbook === null ? null : folderOf(playbook);
  return readUnlocked(keysOf(options, config.value), ports, (unlocked) =>
    readInputs(options, config.value, folder, unlocked),
  );
}
