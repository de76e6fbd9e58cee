import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Value } from '../domain/value.ts';
import { parseInventory } from '../inventory/parse-inventory.ts';
import { folderOf } from '../inventory/paths.ts';
import { readBecomePassword } from './become-password.ts';
import { readExtraVars } from './extra-vars.ts';
import type { CommonOptions } from './invocation.ts';
import type { InputPorts, Prepared } from './ports.ts';
import { readProjectConfig } from './project-config.ts';
import type { ProjectConfig } from './project-config.ts';
import { hostTargets } from './targets.ts';

/** Hosts in work at once, where nobody says otherwise. */
const FORKS = 50;

/** What to compile: a playbook of the operator, or one of ours that stands in no file. */
export interface PlaybookChoice {
  readonly path: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly check: boolean;
  /** Text of a playbook that Bulwark brings along. */
  readonly builtIn?: string;
}

/** Inventory and extra variables, read; what every command needs. */
export interface Inputs {
  readonly config: ProjectConfig;
  readonly inventory: Inventory;
  readonly inventoryPath: string;
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
  const inputs = readInputs(options, config.value, choice.builtIn === undefined ? folderOf(playbook) : null, ports);
  if (!inputs.ok) return inputs;
  const files = choice.builtIn === undefined ? ports.files : withFile(ports.files, builtInName, choice.builtIn);
  const compiled = ports.compile({
    ...choice,
    playbook,
    files,
    inventory: inputs.value.inventory,
    limit: options.limit,
    extraVars: inputs.value.extraVars,
    connectionVars: connectionVars(options),
    become: options.become,
  });
  if (!compiled.ok) return { ok: false, diagnostics: [...compiled.diagnostics, ...inputs.warnings] };
  return finish(options, inputs.value, { ...compiled, warnings: [...inputs.warnings, ...compiled.warnings] }, ports);
}

/** Inventory and `-e`, mistakes of both at once. */
export function readInputs(
  options: CommonOptions,
  config: ProjectConfig,
  playbookFolder: string | null,
  ports: InputPorts,
): Parsed<Inputs> {
  const inventoryPath = options.inventory ?? config.inventory;
  if (inventoryPath === null) return refused(noInventory);
  const inventory = parseInventory([inventoryPath], ports.files, playbookFolder);
  const extraVars = readExtraVars(options.extraVars, ports.files);
  const [first, ...others] = [
    ...(inventory.ok ? [] : inventory.diagnostics),
    ...(extraVars.ok ? [] : extraVars.diagnostics),
  ];
  if (!inventory.ok || !extraVars.ok) return first === undefined ? refused(noInventory) : refused(first, ...others);
  const warnings = [...inventory.warnings, ...extraVars.warnings];
  return parsed({ config, inventory: inventory.value, inventoryPath, extraVars: extraVars.value, warnings }, warnings);
}

async function finish(
  options: CommonOptions,
  inputs: Inputs,
  compiled: Parsed<Prepared['compiled']> & { ok: true },
  ports: InputPorts,
): Promise<Parsed<Prepared>> {
  const { plan } = compiled.value;
  const hosts = [...plan.hosts, ...plan.guards].map(({ host }) => host.name);
  const defaults = {
    options,
    user: ports.user,
    home: ports.home,
    inventoryFolder: ports.files.isFolder(inputs.inventoryPath) ? inputs.inventoryPath : folderOf(inputs.inventoryPath),
    knownHosts: options.knownHosts ?? inputs.config.knownHosts,
  };
  const { variable } = compiled.value;
  const checked = hostTargets(hosts, (host, name) => variable(host, name), { ...defaults, becomePassword: null });
  if (!checked.ok) return checked;
  const password = await readBecomePassword(options, ports);
  if (!password.ok) return password;
  const targets = hostTargets(hosts, (host, name) => variable(host, name), {
    ...defaults,
    becomePassword: password.value,
  });
  if (!targets.ok) return targets;
  const forks = options.forks ?? inputs.config.forks ?? FORKS;
  return parsed(
    {
      compiled: compiled.value,
      inventoryPath: inputs.inventoryPath,
      targets: targets.value,
      forks,
      warnings: compiled.warnings,
      becomePassword: password.value,
    },
    compiled.warnings,
  );
}

/** `-u` is weaker than any variable. */
const connectionVars = (options: CommonOptions): ReadonlyMap<string, Value> =>
  new Map(options.user === null ? [] : [['ansible_user', options.user]]);

const builtInName = 'bulwark-built-in.yaml';

const withFile = (files: SourceFiles, path: string, text: string): SourceFiles => ({
  read: (name) => (name === path ? new TextEncoder().encode(text) : files.read(name)),
  list: (folder) => files.list(folder),
  isFile: (name) => name === path || files.isFile(name),
  isFolder: (name) => files.isFolder(name),
  textOf: (name) => (name === path ? text : files.textOf(name)),
});

const noPlaybook: Diagnostic = {
  severity: 'error',
  code: 'no-playbook',
  summary: 'no playbook was given, and there is no bulwark.yaml that names one',
  hint: 'bulwark plan PLAYBOOK -i INVENTORY, or a bulwark.yaml with `playbook: hardening.yaml`',
};

const noInventory: Diagnostic = {
  severity: 'error',
  code: 'no-inventory',
  summary: 'no inventory was given, and there is no bulwark.yaml that names one',
  hint: '-i FILE, or a bulwark.yaml with `inventory: inventory/prod.yaml`; `bulwark plan --help` has examples',
};
