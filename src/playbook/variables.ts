import type { SourceRange } from '../domain/diagnostic.ts';
import { factOf } from '../modules/setup/fact-names.ts';
import { holdsName } from '../domain/name-patterns.ts';
import type { Host, Inventory } from '../domain/inventory.ts';
import { elsewhere } from '../domain/run-plan.ts';
import type { HostMemory, Learned } from '../domain/run-plan.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { MapKey, Value } from '../domain/value.ts';
import type { Problems } from '../source/problems.ts';
import { FillCache } from './fill-cache.ts';
import { fillValue } from './fill.ts';
import { LazyMap } from './lazy-map.ts';
import type { VarTable } from './model.ts';
import { HostScope } from './scope.ts';
import type { Definition, Layer } from './scope.ts';
import { NotYetKnown } from './signals.ts';
import { hostSpecialsOf, isLive, runSpecials } from './special-vars.ts';
import type { PlayFacts, RunFacts } from './special-vars.ts';

/** What a template writes on top of its file where nobody says otherwise; Ansible's words. */
const managedWords = 'Ansible managed';

const noMemory: HostMemory = { values: new Map(), pending: new Set() };

/** A play's part of the variables: its special ones and its own tables, weakest first. */
export interface PlayVariables {
  readonly facts: PlayFacts;
  readonly specials: ReadonlyMap<string, Value>;
  readonly tables: readonly VarTable[];
  /** Of a host with files of its own in `vars_files`: all its tables. */
  readonly ownTables: Map<string, readonly VarTable[]>;
  readonly byHost: Map<string, HostSources>;
}

interface HostSources {
  readonly special: (name: string) => Value | undefined;
  readonly layers: readonly Layer[];
  readonly inventory: readonly Layer[];
  readonly defaults: ReadonlyMap<string, Value>;
}

/** All variables of a run, and the scopes made of them. */
export class Variables {
  readonly fills: FillCache;
  readonly run: RunFacts;
  readonly extra: ReadonlyMap<string, Definition>;
  readonly #connection: ReadonlyMap<string, Value>;
  constructor(
    run: RunFacts,
    extra: ReadonlyMap<string, Value>,
    connection: ReadonlyMap<string, Value>,
    problems: Problems,
  ) {
    this.fills = new FillCache(problems);
    this.run = run;
    this.extra = extraDefinitions(extra, problems);
    this.#connection = connection;
  }

  get inventory(): Inventory {
    return this.run.inventory;
  }

  play(facts: PlayFacts, tables: readonly VarTable[]): PlayVariables {
    for (const table of tables) this.fills.learn(table);
    return { facts, tables, specials: runSpecials(this.run, facts), ownTables: new Map(), byHost: new Map() };
  }

  /** What a host knows before the first task. */
  ofPlay(play: PlayVariables, host: Host): HostScope {
    return this.#scope(this.#sourcesOf(host, play), noMemory, [], new Map());
  }

  /** The tables of one host instead of the play's. */
  learnTables(play: PlayVariables, host: string, tables: readonly VarTable[]): void {
    for (const table of tables) this.fills.learn(table);
    play.ownTables.set(host, tables);
  }

  /** What holds before a host is known: for `hosts`, `serial` and names. */
  withoutHost(tables: readonly VarTable[]): HostScope {
    const specials = runSpecials(this.run, null);
    const layers = tables.toReversed().map((table) => this.layer(table));
    return new HostScope({
      special: (name) => specials.get(name),
      local: new Map(),
      extra: this.#extraLayer,
      memory: noMemory,
      layers,
      inventory: [],
      defaults: new Map(),
    });
  }

  /** What the inventory and the command line say of a host. */
  ofHost(host: Host): HostScope {
    return this.#scope(this.#sourcesOf(host, null), noMemory, [], new Map());
  }

  /** `taskTables` are those of blocks and of the task, outermost first. */
  ofTask(
    play: PlayVariables,
    host: Host,
    memory: HostMemory,
    taskTables: readonly VarTable[],
    local: ReadonlyMap<string, Value>,
  ): HostScope {
    const sources = play.byHost.get(host.name) ?? this.#sourcesOf(host, play);
    play.byHost.set(host.name, sources);
    const own = taskTables.toReversed().map((table) => this.layer(table));
    return this.#scope(sources, memory, own, local);
  }

  layer(table: VarTable): Layer {
    return (name) => {
      const node = table.get(name);
      return node === undefined ? undefined : { fill: this.fills.of(node), range: node.range };
    };
  }

  readonly #extraLayer: Layer = (name) => this.extra.get(name);

  #scope(
    sources: HostSources,
    memory: HostMemory,
    own: readonly Layer[],
    local: ReadonlyMap<string, Value>,
  ): HostScope {
    const layers = own.length === 0 ? sources.layers : [...own, ...sources.layers];
    const special = this.#liveSpecials(sources.special, memory);
    return new HostScope({ ...sources, special, local, extra: this.#extraLayer, memory, layers });
  }

  /** With what hosts have learned, and without those that are gone. */
  #liveSpecials(special: HostSources['special'], memory: HostMemory): HostSources['special'] {
    const { others, gone } = memory;
    if (others === undefined && gone === undefined) return special;
    return (name) => {
      const value = special(name);
      if (name === 'hostvars' && others !== undefined) return this.#learnedHostvars(others);
      return gone !== undefined && isLive(name) && isList(value)
        ? value.filter((host) => typeof host !== 'string' || !gone.has(host))
        : value;
    };
  }

  #sourcesOf(host: Host, play: PlayVariables | null): HostSources {
    const own = hostSpecialsOf(host, play?.facts ?? null, this.#hostvars, this.run.about);
    const shared = play?.specials ?? runSpecials(this.run, null);
    return {
      special: (name) => own.get(name) ?? shared.get(name),
      layers: (play?.ownTables.get(host.name) ?? play?.tables ?? []).toReversed().map((table) => this.layer(table)),
      inventory: host.layers.toReversed().map(({ vars }) => this.layer(vars)),
      defaults: new Map([['ansible_host', host.name], ['ansible_managed', managedWords], ...this.#connection]),
    };
  }

  /** The inventory's word on every host, below what it has learned; `-e` beats both. */
  #learnedHostvars(others: NonNullable<HostMemory['others']>): Value {
    return new LazyMap(
      () => [...this.inventory.hosts.keys()],
      (host) => {
        const written = this.#varsOf(host);
        const learned = others(host);
        return !isMapping(written) || learned === undefined ? written : this.#withLearned(host, written, learned);
      },
    );
  }

  #withLearned(host: string, written: ReadonlyMap<MapKey, Value>, { values, pending }: Learned): Value {
    return new LazyMap(
      () => [...new Set([...written.keys(), ...values.keys()].map(String))],
      (name) => {
        if (this.extra.has(name)) return written.get(name);
        if (holdsName(pending, name)) throw new NotYetKnown(elsewhere(host, name));
        return values.get(name) ?? factAmong({ values, pending }, host, name) ?? written.get(name);
      },
    );
  }

  /** The inventory's word on every host: what tasks of other hosts learn is not in it. */
  readonly #hostvars: Value = new LazyMap(
    () => [...this.inventory.hosts.keys()],
    (name) => this.#varsOf(name),
  );

  readonly #varsByHost = new Map<string, Value>();

  #varsOf(name: string): Value | undefined {
    const host = this.inventory.hosts.get(name);
    if (host === undefined) return undefined;
    const known = this.#varsByHost.get(name);
    if (known !== undefined) return known;
    const scope = this.ofHost(host);
    const names = (): readonly string[] => [
      ...new Set([
        'inventory_hostname',
        'group_names',
        ...host.layers.flatMap(({ vars }) => [...vars.keys()]),
        ...this.extra.keys(),
      ]),
    ];
    const vars = new LazyMap(names, (variable) => (variable === 'hostvars' ? undefined : scope.get(variable)));
    this.#varsByHost.set(name, vars);
    return vars;
  }
}

/** `hostvars[x].ansible_kernel` where the kernel of x was gathered. */
function factAmong({ values, pending }: Learned, host: string, name: string): Value | undefined {
  const fact = factOf(name);
  if (fact === null) return undefined;
  if (pending.has('ansible_facts')) throw new NotYetKnown(elsewhere(host, 'ansible_facts'));
  const facts = values.get('ansible_facts');
  return facts !== undefined && isMapping(facts) ? facts.get(fact) : undefined;
}

const commandLine: SourceRange = { file: '-e', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function extraDefinitions(extra: ReadonlyMap<string, Value>, problems: Problems): ReadonlyMap<string, Definition> {
  return new Map(
    [...extra].map(([name, value]) => [name, { fill: fillValue(value, commandLine, problems), range: commandLine }]),
  );
}
