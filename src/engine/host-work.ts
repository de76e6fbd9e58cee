import { type Identity, identityKey } from '../domain/connection.ts';
import type { ConnectError, LockError } from '../domain/errors.ts';
import type { Intent } from '../domain/intent.ts';
import type { Resource } from '../domain/resource.ts';
import type { HostMemory, Learned, PlannedHost, TaskPlan, TaskSettings } from '../domain/run-plan.ts';
import type { CommandOutput, Connection, Frame, FrameResult, LastWords } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import type { Value } from '../domain/value.ts';
import { type Around, nobody } from './around.ts';
import type { MarkerWatch } from './drift/marker-watch.ts';
import type { DriftScope } from './drift/scope.ts';
import { HostJournal } from './host-journal.ts';
import { HostLink } from './host-link.ts';
import { settlePending } from './pending.ts';
import type { RunOptions, RunPorts } from './ports.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type ChangeUnderWay, RefreshWatch } from './refresh/watch.ts';
import type { Slot } from './slot.ts';
import { type Survey, surveySlot } from './survey.ts';

/** One host for the length of a run: its connection, what it has learned, and what was done to it. */
export class HostWork {
  readonly planned: PlannedHost;
  readonly journal: HostJournal;
  readonly #link: HostLink;
  readonly memory = new Map<string, Value>();
  readonly surveys = new Map<string, Survey>();
  /** Real paths that the host told so far. */
  readonly realPaths = new Map<string, string>();
  /** Plays, by position, that a task here ended for all their hosts. */
  readonly endedPlays = new Set<number>();
  /** The same of a look. */
  readonly seenToEnd = new Set<number>();
  /** A task with `any_errors_fatal` failed. */
  isFatal = false;
  /** Steps that a login may depend on and that were judged (lockout/), by their key. */
  readonly judged = new Set<string>();
  /** The first task of this play that changed what a login depends on, and who made the change. */
  loginTouched: { readonly task: TaskPlan; readonly identity: Identity } | null = null;
  readonly identities = new Map<string, Identity>();
  /** The others of the run. */
  around: Around = nobody;
  /** What it learned while it was looked at, for others: what it has not done again is still known. */
  #learnedBefore: ReadonlyMap<string, Value> = new Map();
  /** Names whose task was not performed: what they hold is not known. */
  assumed: ReadonlySet<string> = new Set();
  /** What tasks of other hosts wrote here, or anywhere, since this host was asked last. */
  #disturbances: Resource[][] = [];
  /** Changes that its tasks made elsewhere, by machine: its own journal cannot undo them. */
  readonly changedElsewhere = new Map<string, number>();
  /** After its last play: the marker is made again, since tasks of others may still change something here. */
  renewMarker: () => void = () => undefined;
  /** Why a machine that tasks are delegated to could not be reached. */
  lost: ConnectError | null = null;
  /** Tasks that the operator did not want done (`--step`). */
  declined = 0;
  /** It asked other machines: its own marker does not tell all. */
  hasDelegated = false;
  /** Its lock is held, or it is not to be changed. */
  locked = false;
  changes = 0;
  /** What the host's own journal is told when the run leaves it. */
  lastWords: LastWords | null = null;
  /** Why the lock could not be tried: the host is not begun. */
  unlockable: LockError | ConnectError | null = null;
  /** Another run held the lock first: what was asked before may have changed. */
  waitedForLock = false;
  /** What the host's marker would say; null where none is kept. */
  marks: MarkerWatch | null = null;
  /** What counts as drift, where only that is told or repaired. */
  scope: DriftScope | null = null;
  /** What would be sent is written down here instead; questions are asked all the same. */
  rehearsal: Rehearsal | null = null;

  /** Files of the controller that come from hosts. */
  readonly saved: RunPorts['saved'];
  readonly options: RunOptions;
  /** What a plan file holds for this host, by key; null where there is no plan file. */
  readonly keptIntents: ReadonlyMap<string, Intent> | null;
  /** Digest of the run plan, for the journal. */
  readonly planDigest: string;
  constructor(planned: PlannedHost, ports: RunPorts, options: RunOptions, planDigest: string) {
    this.planned = planned;
    this.planDigest = planDigest;
    this.saved = ports.saved;
    this.options = options;
    this.journal = new HostJournal(options, ports.clock.now());
    this.#link = new HostLink(planned.host.name, ports);
    const { kept } = options;
    this.keptIntents =
      kept === undefined ? null : new Map((kept.hosts.get(this.name) ?? []).map((intent) => [intent.key, intent]));
  }

  get name(): string {
    return this.planned.host.name;
  }

  /** Once, also where several ask for it. Rejects with ConnectError. */
  connect(): Promise<void> {
    return this.#link.connect();
  }

  /** Leaves the connection behind and makes another. Rejects with ConnectError. */
  async reconnect(): Promise<void> {
    await this.close();
    await this.connect();
  }

  get connection(): Connection {
    return this.#link.connection;
  }

  close(): Promise<void> {
    return this.#link.close(this.lastWords);
  }

  /** Whose machine does the work of an item with these settings. */
  machineOf({ delegateTo }: Pick<TaskSettings, 'delegateTo'>): HostWork {
    if (delegateTo === null || delegateTo === this.name) return this;
    const machine = this.around.machine(delegateTo);
    if (machine === null) throw new Error(`${delegateTo} is not in this run`);
    return machine;
  }

  /** What binding a task needs of this host and the others. */
  memoryWith(pending: ReadonlySet<string>): HostMemory {
    const { around } = this;
    return {
      values: this.memory,
      pending,
      others: (host) => (host === this.name ? this.learned : around.learnedOf(host)),
      gone: around.gone(),
    };
  }

  /** What others may know of it. */
  get learned(): Learned {
    return { values: new Map([...this.#learnedBefore, ...this.memory]), pending: this.assumed };
  }

  /** It learns again from here; until then others know what it learned before. */
  forget(): void {
    this.#learnedBefore = new Map([...this.memory].filter(([name]) => !this.assumed.has(name)));
    this.memory.clear();
  }

  /** A task of another host wrote this: answers that it may make stale are asked again. */
  disturb(writes: readonly Resource[]): void {
    this.#disturbances.push([...writes]);
  }

  takeDisturbances(): readonly (readonly Resource[])[] {
    const taken = this.#disturbances;
    this.#disturbances = [];
    return taken;
  }

  /**
   * Rejects with ConnectError. The survey rides in the first frame of each identity. What only asks is asked again
   * when a snap refresh was going on beside it. A frame that changes something and is watched is not begun during a
   * refresh; where `watch` then says that it was refused or disturbed, what it asked was not read.
   */
  async exchange(
    identity: Identity,
    slots: readonly Slot[],
    about: {
      readonly prelude?: ShellCommand;
      readonly timeout: number;
      readonly keys?: readonly string[];
      readonly watch?: RefreshWatch;
    },
  ): Promise<FrameResult['kind']> {
    const key = identityKey(identity);
    this.identities.set(key, identity);
    const all = this.surveys.has(key)
      ? slots
      : [surveySlot(this.options.kept?.id ?? null, (survey) => this.surveys.set(key, survey)), ...slots];
    const asks = all.every((slot) => slot.asks === true);
    const watch = about.watch ?? (asks ? new RefreshWatch() : null);
    const commands = all.map(({ command, onlyIf }) => (onlyIf === undefined ? { command } : { command, onlyIf }));
    const plain: Frame = {
      ...(about.prelude === undefined ? {} : { prelude: about.prelude }),
      commands,
      timeout: about.timeout,
    };
    const frame = watch === null ? plain : watch.frame(commands, { ...plain, guards: !asks });
    this.rehearsal?.frame(identity, frame, asks, about.keys ?? []);
    if (this.rehearsal !== null && !asks) {
      for (const slot of all) if (slot.asks !== true) slot.read(nothingSaid);
      return 'answered';
    }
    for (;;) {
      const kind = await this.#link.send(identity, frame, { slots: all, watch });
      if (watch === null || !watch.disturbed || !asks) return kind;
      await this.outlast(identity, watch.change);
    }
  }

  /** Waits for the end of a refresh, of which `change` is what was told. Rejects with ConnectError when it takes too long. */
  outlast(identity: Identity, change: ChangeUnderWay | null): Promise<void> {
    return this.#link.outlast(identity, change, this.options.refreshTimeout);
  }

  /** One question alone, without the survey. Rejects with ConnectError. */
  async askCheaply(identity: Identity, { command, read }: Slot): Promise<void> {
    this.identities.set(identityKey(identity), identity);
    const frame = { commands: [{ command }], timeout: this.options.commandTimeout };
    for (const output of await this.#link.ask(identity, frame)) read(output);
  }

  /** Content that goes ahead of its frame. */
  async put(identity: Identity, path: string, content: Buffer, secret: boolean): Promise<void> {
    if (this.rehearsal !== null) this.rehearsal.put(identity, path, content, secret);
    else await this.#link.put(identity, path, content);
  }

  /** What any identity has performed here from this plan file, and by which run. */
  get done(): ReadonlyMap<string, string> {
    return new Map([...this.surveys.values()].flatMap(({ done }) => [...done]));
  }

  /** Whether this identity has answered yet. */
  knows(identity: Identity): boolean {
    return this.surveys.has(identityKey(identity));
  }

  /** Asks again what other runs left pending, after this one had to wait for their lock. */
  async surveyAgain(): Promise<void> {
    this.surveys.clear();
    for (const identity of this.identities.values())
      await this.exchange(identity, [], { timeout: this.options.commandTimeout });
    this.waitedForLock = false;
  }

  /** Whether the host's journal holds this pending handler: of this run or of an earlier one. */
  hasPending(identity: Identity, pending: string): boolean {
    const key = identityKey(identity);
    return (
      this.journal.written.get(key)?.has(pending) === true ||
      this.surveys.get(key)?.pending.some((one) => one.key === pending) === true
    );
  }

  /** Takes pending handlers out of the host's journal, after which they are no longer known here either. */
  async takeOutPending(identity: Identity, settled: readonly string[]): Promise<void> {
    await this.exchange(identity, [{ command: settlePending(settled), read: () => undefined }], {
      prelude: this.journal.library,
      timeout: this.options.commandTimeout,
    });
    const key = identityKey(identity);
    this.journal.tookOut(identity, settled);
    const survey = this.surveys.get(key);
    if (survey !== undefined)
      this.surveys.set(key, { ...survey, pending: survey.pending.filter((one) => !settled.includes(one.key)) });
  }

  realPath = (path: string): string => this.realPaths.get(path) ?? path;
}

const nothingSaid: CommandOutput = { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
