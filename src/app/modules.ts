import { near } from '../domain/near.ts';
import { findModule, moduleNames, modules } from '../modules/index.ts';
import { modulePage } from '../modules/registry/module-page.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { ModulesInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { list, paragraph } from '../domain/page.ts';
import { startRunLog } from './run-log.ts';

/** `modules [MODULE]`: all of them a line each, or one as a page. Error `unknown-module`. */
export function modulesCommand({ name }: ModulesInvocation, ports: AppPorts): ExitCode {
  if (name === null) {
    ports.page({
      title: `${modules.length} modules`,
      blocks: [
        list(modules.map((module) => ({ term: [module.name, ...module.aliases].join(', '), text: module.summary }))),
        paragraph('`bulwark modules MODULE` shows parameters, results and examples.'),
      ],
    });
    return 0;
  }
  const module = findModule(name);
  if (module !== undefined) {
    ports.page(modulePage(module));
    return 0;
  }
  const guesses = near(name, moduleNames);
  return startRunLog(ports).refuse([
    {
      severity: 'error',
      code: 'unknown-module',
      summary: `there is no module \`${name}\``,
      hint: guesses.length === 0 ? '`bulwark modules` lists them' : `did you mean ${guesses.join(' or ')}?`,
    },
  ]);
}
