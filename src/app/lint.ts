import { parsed } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { RunPlan } from '../domain/run-plan.ts';
import { count } from '../domain/count.ts';
import { folderOf } from '../inventory/paths.ts';
import { lintPlaybook } from '../playbook/lint.ts';
import { waitsWhileEdited } from '../playbook/lint/waits-while-edited.ts';
import { readVariableFiles } from '../playbook/lint/unused-variables.ts';
import { templatesOf } from '../playbook/lint/templates.ts';
import type { ModuleSet } from '../modules/index.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { LintInvocation } from './invocation.ts';
import type { AppPorts, InputPorts } from './ports.ts';
import { keysOf, noPlaybook, readInputs } from './prepare.ts';
import { readModel } from './read-model.ts';
import { projectModules } from './project-modules.ts';
import { readProjectConfig } from './project-config.ts';
import type { ProjectConfig } from './project-config.ts';
import { readUnlocked } from './unlocker.ts';
import { startRunLog } from './run-log.ts';

interface Findings {
  readonly path: string;
  readonly plan: RunPlan;
  readonly templates: number;
  readonly warnings: readonly Diagnostic[];
}

/** `lint [PLAYBOOK]`: every mistake, and warnings; with `--strict` these exit 5 too. Contacts no host. */
export async function lintCommand(asked: LintInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const found = await find(asked, ports);
  if (!found.ok) return log.refuse(found.diagnostics);
  const { warnings } = found.value;
  if (asked.strict && warnings.length > 0) return log.refuse(warnings);
  for (const warning of warnings) log.emit({ type: 'diagnostic', ...warning });
  if (asked.format !== 'jsonl' && !(asked.quiet && warnings.length === 0)) ports.page(verdict(found.value));
  return log.finish(null, false);
}

async function find(asked: LintInvocation, ports: AppPorts): Promise<Parsed<Findings>> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const path = asked.playbook ?? config.value.playbook;
  if (path === null) return { ok: false, diagnostics: [noPlaybook] };
  const modules = projectModules(config.value, ports);
  if (!modules.ok) return modules;
  return readUnlocked(keysOf(asked, config.value), ports, (unlocked) =>
    lookThrough(path, asked, { config: config.value, modules: modules.value }, unlocked),
  );
}

interface Project {
  readonly config: ProjectConfig;
  readonly modules: ModuleSet;
}

function lookThrough(
  path: string,
  asked: LintInvocation,
  { config, modules }: Project,
  ports: InputPorts,
): Parsed<Findings> {
  const inputs = readInputs(asked, config, folderOf(path), ports);
  if (!inputs.ok) return inputs;
  const { inventory, extraVars } = inputs.value;
  const compiled = ports.compile({
    playbook: path,
    inventory,
    files: ports.files,
    limit: asked.limit,
    tags: [],
    skipTags: [],
    extraVars,
    connectionVars: new Map(),
    become: false,
    check: true,
    modules,
    waivers: config.waivers,
  });
  const playbook = readModel(path, ports.files, modules);
  const more = playbook === null ? [] : lintPlaybook(playbook, inventory, readVariableFiles(playbook, ports.files));
  if (!compiled.ok) {
    const [first, ...others] = compiled.diagnostics;
    return { ok: false, diagnostics: [first, ...others, ...inputs.value.warnings, ...more] };
  }
  const templates = playbook === null ? 0 : templatesOf(playbook).length;
  const waits = waitsWhileEdited(compiled.value.plan);
  const warnings = [...inputs.value.warnings, ...compiled.warnings, ...more, ...waits];
  return parsed({ path, plan: compiled.value.plan, templates, warnings }, warnings);
}

function verdict({ path, plan, templates, warnings }: Findings): { title: string; blocks: readonly [] } {
  const tasks = plan.plays.reduce(
    (sum, play) => sum + play.tasks.filter(({ implicit }) => implicit !== true).length,
    0,
  );
  const handlers = plan.plays.reduce((sum, play) => sum + play.handlers.length, 0);
  const looked = [
    count(plan.plays.length, 'play'),
    count(tasks, 'task'),
    count(handlers, 'handler'),
    count(plan.hosts.length, 'host'),
    count(templates, 'template'),
  ].join(', ');
  const said = warnings.length === 0 ? 'no mistake, no warning' : `no mistake, ${count(warnings.length, 'warning')}`;
  return { title: `ok  ${path}: ${said}. ${looked}. No host was contacted.`, blocks: [] };
}
