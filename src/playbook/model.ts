import type { SourceKind } from '../domain/module.ts';
import type { SourceRange } from '../domain/diagnostic.ts';
import type { ControlId } from '../domain/module.ts';
import type { Expression, Locate } from '../domain/template.ts';
import type { YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import type { RegisteredModule } from '../modules/registry/registered.ts';
import type { Fill } from './fill.ts';

/** A name in a playbook, with the place to point at. */
export interface Located<T> {
  readonly value: T;
  readonly range: SourceRange;
}

/** Variables as written, by name. */
export type VarTable = ReadonlyMap<string, YamlNode>;

/** A value of a keyword that may hang on variables. */
export interface Setting {
  readonly fill: Fill;
  readonly range: SourceRange;
}

/** Text that may be a template; `written` is how it stands in the file. */
export interface TextSetting extends Setting {
  readonly written: string;
}

/** One entry of `when`, `changed_when` or `failed_when`. */
export type Condition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly written: string };

/** What a play or block says for all its tasks; a task's own word is stronger. Null: it says nothing. */
export interface Inherited {
  readonly become: Setting | null;
  readonly becomeUser: Setting | null;
  readonly becomeMethod: Setting | null;
  readonly noLog: Setting | null;
  readonly checkMode: Setting | null;
  /** Seconds. */
  readonly timeout: Setting | null;
  readonly ignoreErrors: Setting | null;
  readonly ignoreUnreachable: boolean | null;
  readonly anyErrorsFatal: boolean | null;
  readonly runOnce: boolean | null;
  readonly showDiff: boolean | null;
  /** How many hosts. */
  readonly throttle: Setting | null;
  readonly delegateTo: TextSetting | null;
  /** Outermost first: the later one wins. */
  readonly environments: readonly Setting[];
  /** Of blocks and the task itself, outermost first; a play's own variables lie below set_fact in another way. */
  readonly vars: readonly VarTable[];
  readonly when: readonly Condition[];
  readonly tags: readonly string[];
}

export interface Playbook {
  readonly file: string;
  /** The playbook and all that it imports, each once, in the order in which they were read. */
  readonly files: readonly string[];
  readonly plays: readonly Play[];
  /** Names that tasks which could not be read would have set or answered to. */
  readonly lost: ReadonlySet<string>;
}

export interface Play {
  /** The playbook that it stands in. */
  readonly file: string;
  readonly name: TextSetting | null;
  readonly range: SourceRange;
  readonly hosts: readonly PatternPart[];
  /** Conditions of the playbook's import: they hold for its tasks, not for its handlers. */
  readonly when: readonly Condition[];
  readonly vars: VarTable;
  readonly varsFiles: readonly VarsFile[];
  readonly inherited: Inherited;
  readonly serial: Setting | null;
  readonly maxFailPercentage: Setting | null;
  readonly order: HostOrder;
  /** False: no fact is gathered, even where one is used. */
  readonly gatherFacts: boolean;
  readonly forceHandlers: boolean;
  readonly onFailure: 'keep' | 'rollback';
  readonly preTasks: readonly TaskNode[];
  readonly tasks: readonly TaskNode[];
  readonly postTasks: readonly TaskNode[];
  readonly handlers: readonly TaskNode[];
}

/** One entry of `hosts`; `locate` shows where characters of a text without templates stand. */
export interface PatternPart extends Setting {
  readonly locate: Locate;
}

export type HostOrder = 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted';

/** The first of `paths` that exists is read. */
export interface VarsFile {
  readonly paths: readonly Setting[];
  readonly range: SourceRange;
}

export type TaskNode = Task | Block;

export interface Block {
  readonly kind: 'block';
  readonly inherited: Inherited;
  readonly tasks: readonly TaskNode[];
  readonly rescue: readonly TaskNode[];
  readonly always: readonly TaskNode[];
  /** For its tasks that have no word of their own. */
  readonly notify: readonly TextSetting[];
  readonly onFailure: 'keep' | 'rollback';
}

export interface Task {
  readonly kind: 'task';
  readonly name: TextSetting | null;
  readonly range: SourceRange;
  readonly inherited: Inherited;
  readonly module: RegisteredModule;
  readonly parameters: Parameters;
  readonly loop: Loop | null;
  readonly register: string | null;
  readonly notify: readonly TextSetting[];
  readonly listen: readonly string[];
  readonly changedWhen: readonly Condition[] | null;
  readonly failedWhen: readonly Condition[] | null;
  readonly until: Until | null;
  readonly controls: readonly ControlId[];
  /** The same, each with its place. */
  readonly controlPlaces: readonly Located<ControlId>[];
  readonly gate: GateKeyword | null;
  /** `restart_if: stale`, on a handler. */
  readonly restartIf: SourceRange | null;
  /** Why a shell step is safe, and what it risks: only shown. */
  readonly reason: string | null;
  readonly risk: string | null;
  /** Whether the task itself, not its play, sets an environment. */
  readonly environment: SourceRange | null;
}

/** `retries` is how often it is done again, 3 without a word; `delay` is in seconds, 5 without a word. */
export interface Until {
  readonly conditions: readonly Condition[];
  readonly retries: Setting | null;
  readonly delay: Setting | null;
}

export interface Loop {
  /** `items`: with_items, which flattens one level and takes a single value for a list of one. */
  readonly kind: 'loop' | 'items';
  readonly over: Setting;
  readonly variable: string;
  readonly indexVariable: string | null;
  readonly label: Setting | null;
}

export interface Parameters {
  /** Where the module's name stands. */
  readonly moduleKey: SourceRange;
  readonly given: ReadonlyMap<string, Parameter>;
  /** `command: some words`. */
  readonly freeForm: Parameter | null;
}

export interface Parameter {
  readonly name: string;
  /** Of set_fact: the name holds a template. */
  readonly nameFill?: Fill;
  readonly key: SourceRange;
  readonly node: YamlNode;
  readonly content: ParameterContent;
}

export type ParameterContent =
  | { readonly kind: 'value'; readonly fill: Fill }
  | { readonly kind: 'source'; readonly source: SourceKind; readonly fill: Fill }
  | { readonly kind: 'expressions'; readonly list: boolean; readonly items: readonly ParameterExpression[] };

/** Null: not an expression but a constant of YAML, or one that does not parse (reported). */
export interface ParameterExpression {
  readonly text: string;
  readonly expression: Expression | null;
  readonly node: YamlScalar;
}

export interface GateKeyword {
  readonly range: SourceRange;
  readonly component: Setting;
  readonly endpoint: Setting | null;
  readonly timeout: Setting | null;
  readonly stableFor: Setting | null;
}
