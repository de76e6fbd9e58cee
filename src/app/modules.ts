import type { Diagnostic } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import { list, paragraph } from '../domain/page.ts';
import { joinPath } from '../inventory/paths.ts';
import type { ModuleSet } from '../modules/index.ts';
import { laws, type Law } from '../modules/laws/laws.ts';
import { modulePage } from '../modules/registry/module-page.ts';
import type { RegisteredModule } from '../modules/registry/registered.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { projectSchemaFiles } from './editor-schemas.ts';
import type { ModulesInvocation, ModulesSchemasInvocation, ModulesTestInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { readProjectConfig } from './project-config.ts';
import { projectModules, readModule } from './project-modules.ts';
import { startRunLog } from './run-log.ts';

/** `modules [MODULE]`: all of them a line each, or one as a page. Error `unknown-module`. */
export function modulesCommand({ name }: ModulesInvocation, ports: AppPorts): ExitCode {
  const config = readProjectConfig(ports);
  const known = config.ok ? projectModules(config.value, ports) : config;
  if (!known.ok) return startRunLog(ports).refuse(known.diagnostics);
  if (name === null) return listModules(known.value, ports);
  const module = known.value.find(name);
  if (module === undefined) return startRunLog(ports).refuse([unknownModule(name, known.value)]);
  ports.page(modulePage(module));
  return 0;
}

function listModules({ modules }: ModuleSet, ports: AppPorts): ExitCode {
  ports.page({
    title: `${modules.length} modules`,
    blocks: [
      list(modules.map((module) => ({ term: [module.name, ...module.aliases].join(', '), text: module.summary }))),
      paragraph('`bulwark modules MODULE` shows parameters, results and examples.'),
    ],
  });
  return 0;
}

function unknownModule(name: string, { names }: ModuleSet): Diagnostic {
  const guesses = near(name, names);
  return {
    severity: 'error',
    code: 'unknown-module',
    summary: `there is no module \`${name}\``,
    hint: guesses.length === 0 ? '`bulwark modules` lists them' : `did you mean ${guesses.join(' or ')}?`,
  };
}

/** `modules test FILE`: the laws that every module keeps, over one of the operator's. A broken one is bad input. */
export function testModule({ file }: ModulesTestInvocation, ports: AppPorts): ExitCode {
  const log = startRunLog(ports);
  const module = readModule({ kind: 'file', path: file }, ports);
  if (!module.ok) return log.refuse(module.diagnostics);
  const broken = laws.flatMap((law) => brokenLaw(law, module.value));
  if (broken.length > 0) return log.refuse(broken);
  ports.page({
    title: `ok  ${module.value.name}: ${module.value.summary}`,
    blocks: [
      list(laws.map(({ name }) => ({ term: 'kept', text: name }))),
      paragraph('What needs a command or a service to answer is tried by `bulwark plan` on a host.'),
    ],
  });
  return 0;
}

function brokenLaw(law: Law, module: RegisteredModule): readonly Diagnostic[] {
  const ways = law.check(module);
  if (ways.length === 0) return [];
  return [
    {
      severity: 'error',
      code: 'module-law',
      summary: `${module.name} breaks a law: ${law.name}`,
      detail: ways.join('\n'),
    },
  ];
}

/** `modules schemas`: what editors check the files of this project with, its own modules included. */
export function writeSchemas(_asked: ModulesSchemasInvocation, ports: AppPorts): ExitCode {
  const config = readProjectConfig(ports);
  const known = config.ok ? projectModules(config.value, ports) : config;
  if (!known.ok) return startRunLog(ports).refuse(known.diagnostics);
  const folder = ports.foldersAbove.find((one) => ports.files.isFile(joinPath(one, 'bulwark.yaml'))) ?? '.';
  const files = projectSchemaFiles(known.value.modules).map(({ path, text }) => ({
    path: joinPath(folder, path),
    text,
  }));
  ports.project.rewrite(files);
  ports.print(files.map(({ path }) => path));
  return 0;
}
