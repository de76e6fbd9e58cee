import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed, SourceRange } from '../domain/diagnostic.ts';
import type { LoadedModule, ModuleSource } from '../domain/module-source.ts';
import { isDefinedModule, type DefinedModule } from '../modules/extension/define-module.ts';
import { moduleSet, ownModules, type ModuleSet } from '../modules/index.ts';
import { blockKeywords, missingKeywords, playKeywords, taskKeywords } from '../playbook/keywords.ts';
import type { InputPorts } from './ports.ts';
import type { ProjectConfig } from './project-config.ts';

export type ModulePorts = Pick<InputPorts, 'files' | 'loadModule' | 'givenModules'>;

/**
 * Our modules, those that an embedding program gives, and those that bulwark.yaml names, whose code is run here.
 * Errors, all at once: `module-missing`, `module-writable`, `module-broken`, `module-name`.
 */
export function projectModules({ modules }: Pick<ProjectConfig, 'modules'>, ports: ModulePorts): Parsed<ModuleSet> {
  const given = (ports.givenModules ?? []).map((module) => ({ module, told: {} }));
  const loaded = modules.map(({ source, range }) => ({ read: readModule(source, ports, range), told: { range } }));
  const good = loaded.flatMap(({ read, told }) => (read.ok ? [{ module: read.value, told }] : []));
  const all = [...given, ...good];
  const [first, ...others] = [
    ...loaded.flatMap(({ read }) => (read.ok ? [] : read.diagnostics)),
    ...all.flatMap(({ module, told }, at) => nameProblems(module, all.slice(0, at), told)),
  ];
  if (first !== undefined) return refused(first, ...others);
  return parsed(all.length === 0 ? ownModules : moduleSet(all.map(({ module }) => module)));
}

/** One module; `range` is where it is named. Its file counts as read: a plan file and the history know it. */
export function readModule(source: ModuleSource, ports: ModulePorts, range?: SourceRange): Parsed<DefinedModule> {
  const loaded = ports.loadModule(source);
  if (loaded.kind !== 'loaded') return refused({ ...problemOf(source, loaded), ...(range !== undefined && { range }) });
  if (source.kind === 'file') ports.files.read(source.path);
  if (isDefinedModule(loaded.value)) return parsed(loaded.value);
  return refused({
    severity: 'error',
    code: 'module-broken',
    summary: `${nameOf(source)} exports no module`,
    hint: "export default defineModule({ … }), with defineModule from 'bulwark'",
    ...(range !== undefined && { range }),
  });
}

const nameOf = (source: ModuleSource): string => (source.kind === 'file' ? source.path : `the package ${source.name}`);

function problemOf(source: ModuleSource, loaded: Exclude<LoadedModule, { kind: 'loaded' }>): Diagnostic {
  const name = nameOf(source);
  switch (loaded.kind) {
    case 'missing':
      return {
        severity: 'error',
        code: 'module-missing',
        summary: `there is no module ${name}`,
        hint:
          source.kind === 'file'
            ? 'paths start at the folder of bulwark.yaml'
            : `a file begins with ./; a package: npm install ${source.name}`,
      };
    case 'foreign':
      return {
        severity: 'error',
        code: 'module-writable',
        summary: `others may write ${loaded.file}, whose code would run here`,
        hint: `chmod go-w ${loaded.file}`,
      };
    case 'broken':
      return {
        severity: 'error',
        code: 'module-broken',
        summary: `${name} cannot be loaded: ${loaded.message}`,
        ...(loaded.at !== null && { detail: `at ${loaded.at}` }),
        hint: 'bulwark modules test FILE tries a module alone',
      };
  }
}

type Told = Pick<Diagnostic, 'range'>;

/** A name that is a keyword, or a module that is there already, would change what playbooks mean. */
function nameProblems(
  module: DefinedModule,
  earlier: readonly { readonly module: DefinedModule }[],
  told: Told,
): readonly Diagnostic[] {
  const others = moduleSet(earlier.map((one) => one.module));
  return [module.name, ...module.aliases].flatMap((name): readonly Diagnostic[] => {
    const why = !/^[a-z][a-z0-9_]*$/.test(name)
      ? 'is no name for a module: small letters, digits and _'
      : words.has(name)
        ? 'is a keyword'
        : others.find(name) === undefined
          ? null
          : `is a module already: ${others.find(name)?.summary ?? ''}`;
    if (why === null) return [];
    const hint = 'give it a name of its own, such as ' + `site_${name.replaceAll(/\W/g, '_')}`;
    return [{ severity: 'error', code: 'module-name', summary: `\`${name}\` ${why}`, hint, ...told }];
  });
}

const words: ReadonlySet<string> = new Set([
  ...playKeywords,
  ...blockKeywords,
  ...taskKeywords,
  ...missingKeywords.keys(),
]);
