import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Value } from '../domain/value.ts';
import { parseInventory } from '../inventory/parse-inventory.ts';
import { expandHome, folderOf } from '../inventory/paths.ts';
import { isHostList } from '../inventory/read-host-list.ts';
import type { ModuleSet } from '../modules/index.ts';
import { readExtraVars } from './extra-vars.ts';
import { keepSecretVars } from './secret-names.ts';
import type { CommonOptions } from './invocation.ts';
import { expandLimit } from './limit-file.ts';
import { hostsInMaintenance } from './maintenance.ts';
import { becomePassword, loginPassword, readPassword } from './passwords.ts';
import type { InputPorts, Prepared } from './ports.ts';
import { projectModules } from './project-modules.ts';
import { readProjectConfig } from './project-config.ts';
import type { ProjectConfig } from './project-config.ts';
import { lookUpSsh } from './ssh-lookup.ts';
import { hostTargets, sshNames } from './targets.ts';
import type { TargetDefaults } from './targets.ts';
import { readUnlocked } from './unlocker.ts';
import type { Keys } from './unlocker.ts';

/** Hosts in work at once, where nobody says otherwise. */
const FORKS = 50;

/** What to compile: a playbook of the operator, or one of ours that stands in no file. */
export interface PlaybookChoice {
  readonly path: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly startAt?: string | null;
  readonly check: boolean;
  /** Text of a playbook that Bulwark brings along. */
  readonly builtIn?: string;
}

/** Inventory and extra variables, read; what every command needs. */
export interface Inputs {
  readonly config: ProjectConfig;
  readonly inventory: Inventory;
  readonly sources: readonly string[];
  /** `-l`, with the names of its files in their place. */
  readonly limit: string | null;
  readonly extraVars: ReadonlyMap<string, Value>;
  readonly warnings: readonly Diagnostic[];
}

/** Reads everything and finds every mistake; nothing is contacted. The password is asked for last, when all else is right. */
export async function prepare(
  options: CommonOptions,
  choice: PlaybookChoice,
  ports: InputPorts,
): Promise<Parsed<Prepared>> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const playbook = choice.builtIn === undefined ? (choice.path ?? config.value.playbook) : builtInName;
  if (playbook === null) return refused(noPlaybook);
  const modules = projectModules(config.value, ports);
  if (!modules.ok) return modules;
  const read = await readUnlocked(keysOf(options, config.value), ports, (unlocked) =>
    compileInputs(options, { ...choice, playbook, modules: modules.value }, config.value, unlocked),
  );
  return read.ok ? finish(options, read.value.inputs, read.value.compiled, ports) : read;
}

interface CompiledInputs {
  readonly inputs: Inputs;
  readonly compiled: Parsed<Prepared['compiled']> & { ok: true };
}

function compileInputs(
  options: CommonOptions,
  choice: PlaybookChoice & { readonly playbook: string; readonly modules: ModuleSet },
  config: ProjectConfig,
  ports: InputPorts,
): Parsed<CompiledInputs> {
  const folder = choice.builtIn === undefined ? folderOf(choice.playbook) : null;
  const inputs = readInputs(options, config, folder, ports);
  if (!inputs.ok) return inputs;
  const compiled = ports.compile({
    ...choice,
    files: choice.builtIn === undefined ? ports.files : withFile(ports.files, builtInName, choice.builtIn),
    inventory: inputs.value.inventory,
    limit: inputs.value.limit,
    extraVars: inputs.value.extraVars,
    connectionVars: connectionVars(options),
    waivers: config.waivers,
    become: options.become,
    about: {
      forks: options.forks ?? config.forks ?? FORKS,
      diff: options.diff,
      verbosity: options.verbosity,
    },
  });
  if (!compiled.ok) {
    const [first, ...others] = compiled.diagnostics;
    return refused(ofPattern(first), ...others.map(ofPattern), ...inputs.warnings);
  }
  const warnings = [...inputs.warnings, ...compiled.warnings];
  return parsed({ inputs: inputs.value, compiled: { ...compiled, warnings } }, warnings);
}

/** What opens encrypted texts, as the command line and bulwark.yaml say it. */
export const keysOf = ({ secrets }: Pick<CommonOptions, 'secrets'>, config: ProjectConfig): Keys => ({
  vault: { given: secrets.vault, configured: config.secrets.vault, ids: secrets.vaultIds },
  age: { given: secrets.ageIdentities, configured: config.secrets.ageIdentities },
});

/** Inventory and `-e`, mistakes of both at once. */
export function readInputs(
  options: CommonOptions,
  config: ProjectConfig,
  playbookFolder: string | null,
  ports: InputPorts,
): Parsed<Inputs> {
  const sources = options.inventory ?? config.inventory;
  if (sources === null) return refused(noInventory);
  const inventory = parseInventory(sources, ports.files, playbookFolder);
  const extraVars = readExtraVars(options.extraVars, ports.files);
  const [first, ...others] = [
    ...(inventory.ok ? [] : inventory.diagnostics),
    ...(extraVars.ok ? [] : extraVars.diagnostics),
  ];
  if (!inventory.ok || !extraVars.ok) return first === undefined ? refused(noInventory) : refused(first, ...others);
  keepSecretVars(extraVars.value, ports.secrets);
  const limit = expandLimit(options.limit, ports.files, inventory.value);
  if (!limit.ok) return limit;
  const warnings = [...inventory.warnings, ...extraVars.warnings];
  return parsed(
    { config, inventory: inventory.value, sources, limit: limit.value, extraVars: extraVars.value, warnings },
    warnings,
  );
}

async function finish(
  options: CommonOptions,
  inputs: Inputs,
  compiled: Parsed<Prepared['compiled']> & { ok: true },
  ports: InputPorts,
): Promise<Parsed<Prepared>> {
  const { plan } = compiled.value;
  const hosts = [...plan.hosts, ...plan.guards, ...plan.delegates].map(({ host }) => host.name);
  const defaults = {
    options,
    user: ports.user,
    home: ports.home,
    inventoryFolder: folderOfSources(inputs.sources, ports.files),
    knownHosts: options.knownHosts ?? inputs.config.knownHosts,
    sshConfigFile: sshConfigFileOf(options, inputs.config, ports.home),
  };
  const { variable } = compiled.value;
  const sshConfig = await lookUpSsh({
    ...sshNames(hosts, variable, options),
    ask: ports.askSshConfig,
    file: defaults.sshConfigFile,
  });
  if (!sshConfig.ok) return sshConfig;
  const checked = hostTargets(hosts, (host, name) => variable(host, name), {
    ...defaults,
    becomePassword: null,
    loginPassword: null,
    sshConfig: sshConfig.value,
  });
  if (!checked.ok) return checked;
  const passwords = await readPasswords(options, inputs.config, ports);
  if (!passwords.ok) return passwords;
  const targets = hostTargets(hosts, (host, name) => variable(host, name), {
    ...defaults,
    ...passwords.value,
    sshConfig: sshConfig.value,
  });
  for (const { becomePassword, loginPassword } of targets.ok ? targets.value.values() : [])
    for (const password of [becomePassword, loginPassword]) if (password !== undefined) ports.secrets.add(password);
  if (!targets.ok) return targets;
  const forks = options.forks ?? inputs.config.forks ?? FORKS;
  return parsed(
    {
      compiled: compiled.value,
      sources: inputs.sources,
      targets: targets.value,
      forks,
      warnings: [...compiled.warnings, ...targets.warnings],
      inventory: [...inputs.inventory.hosts.keys()],
      read: inputs.inventory,
      waiversFile: inputs.config.waivers,
      projectPlaybook: inputs.config.playbook,
      inMaintenance: (at) => hostsInMaintenance(inputs.config.maintenance, inputs.inventory, at),
    },
    [...compiled.warnings, ...targets.warnings],
  );
}

/** Of the first that is no list of hosts. */
function folderOfSources(sources: readonly string[], files: SourceFiles): string {
  const first = sources.find((source) => !isHostList(source, files));
  if (first === undefined) return '.';
  return files.isFolder(first) ? first : folderOf(first);
}

/** Null for ssh's usual files, `none` for no file. */
export function sshConfigFileOf(
  { sshConfig }: Pick<CommonOptions, 'sshConfig'>,
  config: ProjectConfig,
  home: string,
): string | null {
  const file = sshConfig ?? config.sshConfig;
  return file === null ? null : expandHome(file, home);
}

/** Asked once for the whole fleet, sudo's and that of the login. */
async function readPasswords(
  { secrets }: CommonOptions,
  config: ProjectConfig,
  ports: InputPorts,
): Promise<Parsed<Pick<TargetDefaults, 'becomePassword' | 'loginPassword'>>> {
  const login = await readPassword(loginPassword, secrets.login, config.secrets.login, ports);
  if (!login.ok) return login;
  const become = await readPassword(becomePassword, secrets.become, config.secrets.become, ports);
  return become.ok ? parsed({ becomePassword: become.value, loginPassword: login.value }) : become;
}

/** `-u` is weaker than any variable. */
const connectionVars = (options: CommonOptions): ReadonlyMap<string, Value> =>
  new Map(options.user === null ? [] : [['ansible_user', options.user]]);

const builtInName = 'bulwark-built-in.yaml';

/** What is wrong with a playbook of ours is wrong with the pattern that the operator typed: no place of ours is named. */
function ofPattern(diagnostic: Diagnostic): Diagnostic {
  const { range, ...told } = diagnostic;
  if (range?.file !== builtInName) return diagnostic;
  return { ...told, summary: told.summary.replace(/^hosts: /, '') };
}

const withFile = (files: SourceFiles, path: string, text: string): SourceFiles => ({
  ...files,
  read: (name) => (name === path ? new TextEncoder().encode(text) : files.read(name)),
  isFile: (name) => name === path || files.isFile(name),
  textOf: (name) => (name === path ? text : files.textOf(name)),
});

export const noPlaybook: Diagnostic = {
  severity: 'error',
  code: 'no-playbook',
  summary: 'no playbook was given, and there is no bulwark.yaml that names one',
  hint: '`bulwark init` starts a project here; or name a playbook, with -i INVENTORY',
};

const noInventory: Diagnostic = {
  severity: 'error',
  code: 'no-inventory',
  summary: 'no inventory was given, and there is no bulwark.yaml that names one',
  hint: '-i FILE, or a bulwark.yaml with `inventory: inventory/prod.yaml`; `bulwark plan --help` has examples',
};
