import type { SourceRange } from '../domain/diagnostic.ts';
import type { BlockPlan, PlayPlan, TaskPlan } from '../domain/run-plan.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Value } from '../domain/value.ts';
import { Float } from '../domain/value.ts';
import { folderOf } from '../inventory/paths.ts';
import type { Problems } from '../source/problems.ts';
import { batchesOf } from './batches.ts';
import { Attempts, bindProblem } from './bind-problems.ts';
import type { CompiledTask, World } from './compiled.ts';
import { compileTask, type Section } from './compile-task.ts';
import { gatherTask } from './gather-task.ts';
import type { ModuleRegistry } from './parse-module.ts';
import { evaluateFill } from './evaluate-fill.ts';
import { flatten } from './flatten.ts';
import type { Play, Setting, TaskNode } from './model.ts';
import { checkNotifications } from './notifications.ts';
import { shownValue } from './plain.ts';
import { resolveHosts } from './resolve-hosts.ts';
import type { PlayHosts } from './resolve-hosts.ts';
import type { HostScope } from './scope.ts';
import { type StaleHandler, staleHandlersOf } from './stale-handlers.ts';
import { isSelected } from './select-tags.ts';
import type { StartAt } from './start-at.ts';
import type { TagSelection } from './select-tags.ts';
import { VarsFiles, type VarsOfFile } from './vars-files.ts';
import type { PlayVariables } from './variables.ts';

export interface PlayContext {
  readonly world: World;
  readonly files: SourceFiles;
  readonly limit: string | null;
  readonly tags: TagSelection;
  readonly startAt: StartAt | null;
  /** Names of tasks that could not be read. */
  readonly lost: ReadonlySet<string>;
  readonly modules: ModuleRegistry;
  readonly problems: Problems;
}

export interface CompiledPlay {
  readonly plan: PlayPlan;
  /** Every task as written, and those that the tags select. */
  readonly all: readonly CompiledTask[];
  readonly tasks: readonly CompiledTask[];
  readonly handlers: readonly CompiledTask[];
  readonly hosts: PlayHosts;
  /** The task that gathers these facts; null where the play says that none are. */
  readonly gather: ((subsets: readonly string[]) => CompiledTask) | null;
  /** False where variables are missing because a file of them could not be read. */
  readonly isWhole: boolean;
}

export function compilePlay(play: Play, index: number, context: PlayContext): CompiledPlay {
  const { world, problems, files, limit, modules } = context;
  const own = world.variables.withoutHost([play.vars]);
  const varsFiles = new VarsFiles(play.file, files, problems);
  const fromFiles = varsFiles.withoutHost(play.varsFiles, own);
  const tables = [play.vars, ...fromFiles.filter((table) => table !== null && table !== 'of-the-host')];
  const scope = world.variables.withoutHost(tables);
  const hosts = resolveHosts(play, scope, world.variables.inventory, limit, problems);
  const batches = serialBatches(play.serial, hosts.selected, scope, problems);
  const name = playName(play, hosts, scope);
  const variables = world.variables.play(
    { name, folder: folderOf(play.file), hosts: hosts.chosen, batchOf: batchFinder(batches) },
    tables,
  );
  const isWhole = learnFilesOfHosts(play, { varsFiles, fromFiles, variables, hosts: hosts.selected, world });
  const about = { playIndex: index, play: variables, scope, world, problems };
  const compile = (
    section: Section,
    nodes: readonly TaskNode[],
    staleHandlers: readonly StaleHandler[] = [],
  ): CompiledSection => {
    const when = section === 'handlers' ? [] : play.when;
    const flat = flatten(nodes, { ...play.inherited, when });
    const tasks = flat.tasks.map((task, position) => compileTask(task, position, { ...about, section, staleHandlers }));
    return { tasks, blocks: flat.blocks };
  };
  const handlers = compile('handlers', play.handlers).tasks;
  const stale = staleHandlersOf(handlers, scope, problems);
  const sections = [
    compile('pre_tasks', play.preTasks, stale),
    compile('tasks', play.tasks, stale),
    compile('post_tasks', play.postTasks, stale),
  ];
  const all = sections.flatMap((section) => section.tasks);
  checkNotifications(all, handlers, context.lost, problems);
  const left = new Set(all.filter(({ plan }) => context.startAt?.isReached(plan.name) === false));
  const isWanted = (task: CompiledTask): boolean => !left.has(task) && isSelected(task.plan.tags, context.tags);
  const { tasks, blocks } = joined(
    sections.map((section) => selected(section, isWanted)),
    handlers.length === 0 ? null : (at) => flush(index, at, play.range),
  );
  const plan: PlayPlan = {
    ...steering(play, scope, problems),
    index,
    name,
    range: play.range,
    hosts: hosts.selected,
    batches,
    tasks,
    blocks,
    handlers: handlers.map((task) => task.plan),
  };
  const byId = new Map(all.map((task) => [task.plan.id, task]));
  const compiled = tasks.flatMap(({ id }) => byId.get(id) ?? []);
  const setup = modules.find('setup');
  const isGathering = play.gatherFacts && setup !== undefined && isSelected(['always'], context.tags);
  const gather = isGathering
    ? (subsets: readonly string[]) =>
        compileTask(gatherTask(play, setup, subsets), 0, { ...about, section: 'facts' as const })
    : null;
  return { plan, all, tasks: compiled, handlers, hosts, gather, isWhole };
}

/** Reads the files whose names hang on the host. False: a file of variables could not be read. */
function learnFilesOfHosts(
  { vars, varsFiles: wanted }: Play,
  about: {
    readonly varsFiles: VarsFiles;
    readonly fromFiles: readonly VarsOfFile[];
    readonly variables: PlayVariables;
    readonly hosts: readonly string[];
    readonly world: World;
  },
): boolean {
  const { varsFiles, fromFiles, variables, hosts, world } = about;
  if (!fromFiles.includes('of-the-host')) return !fromFiles.includes(null);
  const scopes = hosts.map((host) => [host, world.variables.ofPlay(variables, world.host(host))] as const);
  return scopes
    .map(([host, scope]) => {
      const tables = varsFiles.ofHost(wanted, fromFiles, scope);
      world.variables.learnTables(variables, host, [vars, ...tables.filter((table) => table !== null)]);
      return !tables.includes(null);
    })
    .every(Boolean);
}

interface CompiledSection {
  readonly tasks: readonly CompiledTask[];
  readonly blocks: readonly BlockPlan[];
}

interface Joined {
  readonly tasks: readonly TaskPlan[];
  readonly blocks: readonly BlockPlan[];
}

/** What is selected of a section, with the places that its blocks then have. */
function selected({ tasks, blocks }: CompiledSection, isWanted: (task: CompiledTask) => boolean): Joined {
  const wanted = tasks.map(isWanted);
  const place = (at: number): number => wanted.slice(0, at).filter(Boolean).length;
  return {
    tasks: tasks.filter((_, at) => wanted[at]).map(({ plan }) => plan),
    blocks: blocks.map((block) => placed(block, place)),
  };
}

/** Sections one behind the other, with a flush of the handlers between them. */
function joined(sections: readonly Joined[], flushOf: ((at: number) => TaskPlan) | null): Joined {
  const tasks: TaskPlan[] = [];
  const blocks: BlockPlan[] = [];
  const filled = sections.filter((section) => section.tasks.length > 0);
  for (const [at, section] of filled.entries()) {
    if (at > 0 && flushOf !== null) tasks.push(flushOf(at - 1));
    const before = tasks.length;
    blocks.push(...section.blocks.map((block) => placed(block, (place) => before + place)));
    tasks.push(...section.tasks);
  }
  return { tasks, blocks };
}

const flush = (play: number, at: number, range: SourceRange): TaskPlan => ({
  id: `${play}.flush.${at}`,
  kind: 'task',
  name: 'flush_handlers',
  range,
  module: 'meta',
  where: 'controller',
  sets: [],
  register: null,
  notify: [],
  listen: [],
  tags: [],
  controls: [],
  ignoreErrors: false,
  ignoreUnreachable: false,
  anyErrorsFatal: false,
  meta: 'flush_handlers',
  implicit: true,
  repeats: false,
  runOnce: false,
  delegated: false,
  throttle: null,
  showDiff: null,
  barrier: 'none',
});

const placed = (block: BlockPlan, place: (at: number) => number): BlockPlan => ({
  begin: place(block.begin),
  rescue: place(block.rescue),
  always: place(block.always),
  end: place(block.end),
  onFailure: block.onFailure,
});

function steering(
  play: Play,
  scope: HostScope,
  problems: Problems,
): Pick<PlayPlan, 'maxFailPercentage' | 'anyErrorsFatal' | 'ignoreUnreachable' | 'forceHandlers' | 'onFailure'> {
  const { forceHandlers, onFailure, inherited } = play;
  return {
    maxFailPercentage: percentage(play.maxFailPercentage, scope, problems),
    anyErrorsFatal: inherited.anyErrorsFatal ?? false,
    ignoreUnreachable: inherited.ignoreUnreachable ?? false,
    forceHandlers,
    onFailure,
  };
}

function playName({ name }: Play, { pattern }: PlayHosts, scope: HostScope): string {
  if (name === null) return pattern;
  const value = new Attempts(scope).run(() => evaluateFill(name.fill, scope));
  return value === null ? name.written : shownValue(value);
}

function serialBatches(
  serial: Setting | null,
  hosts: readonly string[],
  scope: HostScope,
  problems: Problems,
): readonly (readonly string[])[] {
  const one = hosts.length === 0 ? [] : [hosts];
  if (serial === null) return one;
  const batches = settled(serial, scope, problems, (value) => {
    const found = batchesOf(hosts, value);
    if (found !== null) return found;
    throw bindProblem(
      'wrong-value',
      '`serial` must be a number of hosts, a percentage such as "30%", or a list of them',
      serial.range,
    );
  });
  return batches ?? one;
}

function percentage(setting: Setting | null, scope: HostScope, problems: Problems): number | null {
  if (setting === null) return null;
  return settled(setting, scope, problems, (value) => {
    const number = value instanceof Float ? value.value : value;
    if (typeof number === 'number' && number >= 0 && number <= 100) return number;
    throw bindProblem('wrong-value', '`max_fail_percentage` must be a number from 0 to 100', setting.range);
  });
}

function settled<T>(setting: Setting, scope: HostScope, problems: Problems, read: (value: Value) => T): T | null {
  const attempts = new Attempts(scope);
  const found = attempts.run(() => read(evaluateFill(setting.fill, scope)));
  problems.addAll(attempts.problems);
  return found;
}

function batchFinder(batches: readonly (readonly string[])[]): (host: string) => readonly string[] {
  const byHost = new Map(batches.flatMap((batch) => batch.map((host) => [host, batch] as const)));
  return (host) => byHost.get(host) ?? [];
}
