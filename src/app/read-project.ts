import type { Parsed } from '../domain/diagnostic.ts';
import { folderOf } from '../inventory/paths.ts';
import type { CommonOptions } from './invocation.ts';
import type { InputPorts } from './ports.ts';
import { readInputs } from './prepare.ts';
import type { Inputs } from './prepare.ts';
import { readProjectConfig } from './project-config.ts';

/** Configuration, inventory and `-e`, with the variables beside the project's playbook; for what contacts no host. */
export function readProject(options: CommonOptions, ports: InputPorts): Parsed<Inputs> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const { playbook } = config.value;
  return readInputs(options, config.value, playbook === null ? null : folderOf(playbook), ports);
}
