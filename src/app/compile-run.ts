import { parsed } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Value } from '../domain/value.ts';
import { folderOf } from '../inventory/paths.ts';
import { ownModules } from '../modules/index.ts';
import { compilePlaybook, nothingSaid } from '../playbook/compile-playbook.ts';
import type { RunAbout } from '../playbook/special-vars.ts';
import { moduleRegistry } from '../playbook/parse-module.ts';
import { Variables } from '../playbook/variables.ts';
import { collectProblems } from '../source/problems.ts';
import { guardOfRun, type ControlSources } from './guard-of-run.ts';
import type { CompileRequest, Compiled } from './ports.ts';

/** Relative paths start at `folder`. Without `controls` nothing is held against the catalogue. The playbook compiled with all our modules, and a way to read a host's variables for its connection. */
export function compileRun(
  request: CompileRequest,
  folder: string | null = null,
  controls: ControlSources | null = null,
): Parsed<Compiled> {
  const { playbook, inventory, files, modules = ownModules } = request;
  const about = { ...nothingSaid, ...request.about, folder };
  const registry = moduleRegistry(modules.names, modules.find);
  const guard = controls === null ? {} : { guard: (read: SourceFiles) => guardOfRun(request, read, controls) };
  const compiled = compilePlaybook(playbook, inventory, { ...request, about, ...guard }, files, registry);
  return compiled.ok
    ? parsed({ ...compiled.value, variable: hostVariable(request, about) }, compiled.warnings)
    : compiled;
}

function hostVariable(
  { playbook, inventory, check, tags, skipTags, limit, extraVars, connectionVars }: CompileRequest,
  about: RunAbout,
): Compiled['variable'] {
  const run = { check, playbookDir: folderOf(playbook), inventory, runTags: tags, skipTags, limit, about };
  const variables = new Variables(run, extraVars, connectionVars, collectProblems());
  return (name, variable): Value | undefined => {
    const host = inventory.hosts.get(name);
    return host === undefined ? undefined : variables.ofHost(host).get(variable);
  };
}
