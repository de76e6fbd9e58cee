import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { ControlGuard } from '../domain/control-guard.ts';
import type { Host, Inventory } from '../domain/inventory.ts';
import type { LeftOutTask, RunPlan, TaskBinder } from '../domain/run-plan.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Value } from '../domain/value.ts';
import { folderOf } from '../inventory/paths.ts';
import { limitHosts } from './host-patterns.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { checkConnection } from './check-connection.ts';
import { checkHosts } from './check-hosts.ts';
import { checkTask } from './check-task.ts';
import { checkControls } from './controls/check-controls.ts';
import { compilePlay } from './compile-play.ts';
import type { CompiledPlay, PlayContext } from './compile-play.ts';
import type { World } from './compiled.ts';
import { Definitions } from './definitions.ts';
import { delegatesOf } from './delegates.ts';
import { digestOf, recordFiles } from './digest.ts';
import { hasOpenSource, readOpenSources } from './open-sources.ts';
import type { RecordedFiles } from './digest.ts';
import type { Playbook } from './model.ts';
import { Attempts, bindProblem } from './bind-problems.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { FileNames } from './parse-context.ts';
import type { ModuleRegistry } from './parse-module.ts';
import { parsePlaybook } from './parse-playbook.ts';
import { checkTags } from './select-tags.ts';
import { withImpliedFacts } from './implied-facts.ts';
import { StartAt } from './start-at.ts';
import { withBarriers } from './reads-others.ts';
import { sortDiagnostics } from './sort-diagnostics.ts';
import type { RunAbout } from './special-vars.ts';
import { sourceLoader } from './source-files.ts';
import { taskBinder } from './task-binder.ts';
import { Variables } from './variables.ts';

export interface CompileOptions {
  /** `-l` as typed, the empty text too; null without it. */
  readonly limit: string | null;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** For special variables. */
  readonly about?: RunAbout;
  /** `--start-at-task`: the tasks before the first one of this name, a glob, are left out. */
  readonly startAt?: string | null;
  /** `-e`, later ones already merged over earlier ones. Texts in it may be templates. */
  readonly extraVars: ReadonlyMap<string, Value>;
  /** For `ansible_check_mode`. */
  readonly check: boolean;
  /** `-b`: become where neither playbook nor inventory says anything. */
  readonly become?: boolean;
  /** Default root. */
  readonly becomeUser?: string;
  /** What holds where the inventory is silent, such as `ansible_user` of `-u`: the weakest variables. */
  readonly connectionVars?: ReadonlyMap<string, Value>;
  /** Asked where a task carries controls. Absent: their ids are looked at for their form alone. */
  readonly guard?: (files: SourceFiles) => Parsed<ControlGuard>;
}

export interface CompiledRun {
  readonly plan: RunPlan;
  readonly binder: TaskBinder;
  /** Tasks that carry controls and that tags left out. */
  readonly leftOut: readonly LeftOutTask[];
}

/**
 * A playbook and an inventory as a plan whose every mistake that reading can find was found, with the binder that fills
 * its tasks in. Pure but for `files`. Diagnostics come sorted by place, errors and warnings mixed; `detail` names the hosts
 * when not all of a play have the mistake.
 */
export function compilePlaybook(
  path: string,
  inventory: Inventory,
  options: CompileOptions,
  files: SourceFiles,
  modules: ModuleRegistry,
): Parsed<CompiledRun> {
  const problems = collectProblems();
  const recorded = recordFiles(files);
  const limit = knownLimit(options.limit, inventory, problems);
  const world = worldOf(path, inventory, options, recorded, problems);
  const playbook = parsePlaybook(path, recorded, modules, problems, fileNames(world, problems));
  const startAt = typeof options.startAt === 'string' ? new StartAt(options.startAt) : null;
  const context: PlayContext = {
    world,
    files: recorded,
    limit,
    tags: options,
    startAt,
    lost: playbook.lost,
    modules,
    problems,
  };
  const written = playbook.plays.map((play, index) => compilePlay(play, index, context));
  startAt?.report(problems);
  const definitions = definitionsOf(written, world);
  const gathering = withImpliedFacts(written, definitions, problems);
  checkPlays(gathering, playbook, options, world, definitions, problems);
  const plays = withBarriers(gathering, definitions);
  const delegates = delegatesOf(gathering, world, playbook.lost, problems);
  const tasks = plays.flatMap((play) => [...play.tasks, ...play.handlers]);
  if (tasks.some(hasOpenSource)) readOpenSources(playbook.files, recorded);
  const plan: RunPlan = {
    playbook: path,
    digest: digestOf(recorded.seen, inventory, options.extraVars),
    plays: plays.map((play) => play.plan),
    ...plannedHosts(plays, delegates, world, problems),
    notSelected: notSelected(plays, inventory),
  };
  const binder = taskBinder(new Map(tasks.map((task) => [task.plan.id, task])));
  return sorted(problems.finish({ plan, binder, leftOut: written.flatMap(leftOutBy) }));
}

function leftOutBy({ all, tasks, plan: { hosts } }: CompiledPlay): readonly LeftOutTask[] {
  const selected = new Set(tasks.map(({ plan }) => plan.id));
  return all.flatMap(({ plan: { id, name, controls } }) =>
    controls.length === 0 || selected.has(id) ? [] : [{ hosts, name, controls }],
  );
}

/** A limit that names nothing is reported once, and the plays are then checked for all their hosts. */
function knownLimit(limit: string | null, inventory: Inventory, problems: Problems): string | null {
  if (limit === null) return null;
  const hosts = limitHosts(limit, [], inventory);
  problems.addAll(hosts.ok ? hosts.warnings : hosts.diagnostics);
  return hosts.ok ? limit : null;
}

/** Where nobody says it: a run that only looks. */
export const nothingSaid: RunAbout = { folder: null, forks: 50, diff: false, verbosity: 0 };

function worldOf(
  path: string,
  inventory: Inventory,
  options: CompileOptions,
  files: RecordedFiles,
  problems: Problems,
): World {
  const run = {
    check: options.check,
    playbookDir: folderOf(path),
    inventory,
    runTags: options.tags.length === 0 ? ['all'] : options.tags,
    skipTags: options.skipTags,
    limit: options.limit,
    about: options.about ?? nothingSaid,
  };
  return {
    variables: new Variables(run, options.extraVars, options.connectionVars ?? new Map(), problems),
    sources: sourceLoader(files),
    host: (name) => knownHost(inventory, name),
    become: { become: options.become ?? false, user: options.becomeUser ?? 'root' },
    guard: once(() => (options.guard === undefined ? null : problems.take(options.guard(files)))),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Names of imported files may use what holds before a host is known. */
function fileNames({ variables }: World, problems: Problems): FileNames {
  return ({ fill, range }, tables) => {
    const scope = variables.withoutHost(tables);
    const attempts = new Attempts(scope);
    const name = attempts.run(() => {
      const value = evaluateFill(fill, scope);
      if (typeof value === 'string' && value !== '') return value;
      throw bindProblem('wrong-type', 'an import must name a file', range);
    });
    problems.addAll(attempts.problems);
    return name;
  };
}

function knownHost(inventory: Inventory, name: string): Host {
  const host = inventory.hosts.get(name);
  if (host === undefined) throw new Error(`there is no host ${name} in this inventory`);
  return host;
}

function checkPlays(
  plays: readonly CompiledPlay[],
  playbook: Playbook,
  options: CompileOptions,
  world: World,
  definitions: Definitions,
  problems: Problems,
): void {
  const tasks = plays.flatMap((play) => [...play.all, ...play.handlers]);
  for (const task of tasks) checkTask(task, problems);
  checkControls(tasks, definitions, options.extraVars, problems);
  checkTags(options, new Set(tasks.flatMap(({ plan }) => plan.tags)), problems);
  checkSomeHost(plays, options.limit, problems);
  problems.addAll(checkHosts(plays, world, definitions, playbook.lost));
}

/** Every definition that hosts and tasks of these plays may read. */
function definitionsOf(plays: readonly CompiledPlay[], { variables, host }: World): Definitions {
  const tasks = plays.flatMap((play) => [...play.all, ...play.handlers]);
  const hosts = [...new Set(plays.flatMap(({ plan }) => plan.hosts))].map(host);
  for (const { layers } of hosts) for (const { vars } of layers) variables.fills.learn(vars);
  for (const { inherited } of tasks) for (const table of inherited.vars) variables.fills.learn(table);
  const definitions = new Definitions(variables, hosts);
  for (const { play, inherited } of tasks)
    for (const table of [...play.tables, ...inherited.vars]) definitions.add(table);
  for (const own of new Set(tasks.map(({ play }) => play.ownTables)))
    for (const table of [...own.values()].flat()) definitions.add(table);
  return definitions;
}

/** Nothing to do at all is a mistake, though a single play without hosts is skipped. */
function checkSomeHost(plays: readonly CompiledPlay[], limit: string | null, problems: Problems): void {
  if (plays.length === 0 || problems.hasErrors() || plays.some(({ plan }) => plan.hosts.length > 0)) return;
  const groups = [...new Set(plays.map(({ hosts }) => hosts.pattern))].join(' and ');
  const summary = limit === null ? `no play has a host: ${groups} is empty` : `-l ${limit} leaves no host of ${groups}`;
  problems.error('no-host', summary, undefined, {
    hint: limit === null ? 'put hosts into the inventory' : 'see `bulwark inventory list`',
  });
}

function plannedHosts(
  plays: readonly CompiledPlay[],
  delegates: ReadonlySet<string>,
  world: World,
  problems: Problems,
): Pick<RunPlan, 'hosts' | 'guards' | 'delegates'> {
  const touched = new Set(plays.flatMap(({ plan }) => plan.hosts));
  const planned = [...world.variables.inventory.hosts.values()]
    .map((host) => ({ host, controlPlane: host.groups.includes('control_plane') }))
    .filter(({ host, controlPlane }) => touched.has(host.name) || delegates.has(host.name) || controlPlane)
    .map((known) => ({ ...known, cluster: clusterOf(known.host, world, problems) }));
  const hosts = planned.filter(({ host }) => touched.has(host.name));
  const beside = planned.filter(({ host }) => !touched.has(host.name));
  const helpers = beside.filter(({ host }) => delegates.has(host.name));
  const helping = planned.filter(({ host }) => touched.has(host.name) || delegates.has(host.name));
  const clusters = new Set(helping.filter(({ controlPlane }) => controlPlane).map(({ cluster }) => cluster));
  const guards = beside.filter(({ host, cluster }) => !delegates.has(host.name) && clusters.has(cluster));
  return { hosts, guards, delegates: helpers };
}

/** `cluster_name`, or the name of the inventory file: hosts of one file are one cluster. */
function clusterOf(host: Host, world: World, problems: Problems): string {
  const { variables } = world;
  const name = checkConnection(host, variables, problems);
  if (typeof name === 'string' && name !== '') return name;
  const [source = ''] = variables.inventory.sources;
  const stem =
    source
      .replace(/\/+$/, '')
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]+$/, '') ?? '';
  return stem === '' ? 'default' : stem;
}

function notSelected(plays: readonly CompiledPlay[], inventory: Inventory): readonly string[] {
  const left = new Set(
    plays.flatMap(({ hosts }) => {
      const selected = new Set(hosts.selected);
      return hosts.all.filter((host) => !selected.has(host));
    }),
  );
  return [...inventory.hosts.keys()].filter((name) => left.has(name));
}

function sorted<T>(outcome: Parsed<T>): Parsed<T> {
  if (outcome.ok) return { ...outcome, warnings: sortDiagnostics(outcome.warnings) };
  const [first, ...others]: readonly Diagnostic[] = sortDiagnostics(outcome.diagnostics);
  return first === undefined ? outcome : { ok: false, diagnostics: [first, ...others] };
}
