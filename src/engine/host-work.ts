import type { ConnectError, LockError } from '../domain/errors.ts';
import type { HostTraits } from '../domain/event.ts';
import { type HostTarget, type Identity, identityKey } from '../domain/connection.ts';
import type { HostMemory, Learned, PlannedHost, TaskPlan, TaskSettings } from '../domain/run-plan.ts';
import type { Resource } from '../domain/resource.ts';
import type { CommandOutput, Connection, Frame, FrameCommand, FrameResult, LastWords } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import type { GateSpec } from '../domain/gate.ts';
import type { Intent } from '../domain/intent.ts';
import type { Value } from '../domain/value.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { type Around, nobody } from './around.ts';
import type { MarkerWatch } from './drift/marker-watch.ts';
import type { DriftScope } from './drift/scope.ts';
import { journalFolder, journalLibrary } from './journal.ts';
import { type PendingHandler, readPending, settlePending } from './pending.ts';
import { marksOf, planMarks, readMarks } from './plan-marks.ts';
import type { RunOptions, RunPorts } from './ports.ts';
import type { Rehearsal } from './rehearsal.ts';
import { LIMITS_ALLOWED, REFRESH_TIMEOUT, WAITS_ALLOWED, alwaysBusy, outlast } from './refresh/outlast.ts';
import { RefreshWatch, type ChangeUnderWay } from './refresh/watch.ts';
import { readTraits, traitsCommand } from './traits.ts';

/** What an identity's side of a host says at first contact. */
export interface Survey {
  /** The journal's folder. */
  readonly folder: string;
  readonly machineId: string;
  readonly traits: HostTraits;
  readonly pending: readonly PendingHandler[];
  /** Keys that were performed from this plan file, and by which run. */
  readonly done: ReadonlyMap<string, string>;
}

/** A service that this run restarted, in order, and the gate it has to pass. */
export interface Restarted {
  readonly unit: string;
  readonly gate: GateSpec | null;
}

/** One exchange of a host: commands with what reads each output. */
export interface Slot extends FrameCommand {
  /** It only asks; also while the rest is rehearsed. */
  readonly asks?: true;
  read(output: CommandOutput): void;
}

/** One host for the length of a run: its connection, what it has learned, and what was done to it. */
export class HostWork {
  readonly planned: PlannedHost;
  readonly memory = new Map<string, Value>();
  readonly surveys = new Map<string, Survey>();
  /** Real paths that the host told so far. */
  readonly realPaths = new Map<string, string>();
  /** Pending-handler keys that this run wrote, by identity. */
  readonly written = new Map<string, Set<string>>();
  /** Those of them whose change was made, or may have been: their handler has to run, now or in the next run. */
  readonly due = new Set<string>();
  /** Keys of what earlier runs left pending and this one has settled. */
  readonly settled = new Set<string>();
  readonly restarted: Restarted[] = [];
  /** Every restart that was done, with its entry in the journal. */
  readonly restarts: (Restarted & { readonly entry: number })[] = [];
  /** Plays, by position, that a task here ended for all their hosts. */
  readonly endedPlays = new Set<number>();
  /** A task with `any_errors_fatal` failed. */
  isFatal = false;
  /** Steps that a login may depend on and that were judged (lockout/), by their key. */
  readonly judged = new Set<string>();
  /** The first task of this play that changed what a login depends on, and who made the change. */
  loginTouched: { readonly task: TaskPlan; readonly identity: Identity } | null = null;
  readonly identities = new Map<string, Identity>();
  readonly #begun = new Set<string>();
  readonly #startedAt: number;
  #entries = 0;
  #waits = 0;
  /** Milliseconds. */
  #waited = 0;
  #connection: Connection | null = null;
  #connecting: Promise<void> | null = null;
  /** What is sent to the host goes one after the other: tasks of others may be delegated to it. */
  #last: Promise<unknown> = Promise.resolve();
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

  readonly #ports: RunPorts;
  /** Files of the controller that come from hosts. */
  get saved(): RunPorts['saved'] {
    return this.#ports.saved;
  }

  readonly options: RunOptions;
  /** What a plan file holds for this host, by key; null where there is no plan file. */
  readonly keptIntents: ReadonlyMap<string, Intent> | null;
  /** Digest of the run plan, for the journal. */
  readonly planDigest: string;
  constructor(planned: PlannedHost, ports: RunPorts, options: RunOptions, planDigest: string) {
    this.planned = planned;
    this.planDigest = planDigest;
    this.#ports = ports;
    this.options = options;
    this.#startedAt = ports.clock.now();
    const { kept } = options;
    this.keptIntents =
      kept === undefined ? null : new Map((kept.hosts.get(this.name) ?? []).map((intent) => [intent.key, intent]));
  }

  get name(): string {
    return this.planned.host.name;
  }

  /** Once, also where several ask for it. Rejects with ConnectError. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    const target: HostTarget | undefined = this.#ports.targets.get(this.name);
    if (target === undefined) throw new Error(`no target for ${this.name}`);
    this.#connection = await this.#ports.connector.connect(target, this.#ports.kill);
  }

  /** Leaves the connection behind and makes another. Rejects with ConnectError. */
  async reconnect(): Promise<void> {
    await this.close();
    await this.connect();
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error(`${this.name} is not connected`);
    return this.#connection;
  }

  async close(): Promise<void> {
    const open = this.#connection;
    this.#connection = null;
    this.#connecting = null;
    await open?.close(this.lastWords ?? undefined);
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

  /** Whoever else sends something to the host waits for the end of `work`. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
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
      const kind = await this.#alone(() => this.#send(identity, frame, all, watch));
      if (watch === null || !watch.disturbed || !asks) return kind;
      await this.outlast(identity, watch.change);
    }
  }

  /** What was asked is read only where no refresh was going on beside it. */
  async #send(
    identity: Identity,
    frame: Frame,
    slots: readonly Slot[],
    watch: RefreshWatch | null,
  ): Promise<FrameResult['kind']> {
    const session = await this.connection.session(identity);
    const { kind, outputs } = await session.exchange(frame, this.#ports.kill);
    const answers = watch === null ? outputs : watch.read(outputs, slots.length);
    if (kind === 'timed-out') await watch?.lookAgain(session, this.#ports.kill);
    const holds = watch?.disturbed !== true;
    answers.forEach((output, at) => {
      const slot = slots[at];
      if (slot !== undefined && (holds || slot.asks !== true)) slot.read(output);
    });
    return kind;
  }

  /** Waits for the end of a refresh, of which `change` is what was told. Rejects with ConnectError when it takes too long. */
  async outlast(identity: Identity, change: ChangeUnderWay | null): Promise<void> {
    this.#waits += 1;
    const limit = this.options.refreshTimeout ?? REFRESH_TIMEOUT;
    if (this.#waits > WAITS_ALLOWED || this.#waited > limit * LIMITS_ALLOWED) throw alwaysBusy(this.name);
    const session = await this.connection.session(identity);
    const startedAt = this.#ports.clock.now();
    await this.#alone(() => outlast({ host: this.name, session, change, limit, ports: this.#ports }));
    this.#waited += this.#ports.clock.now() - startedAt;
  }

  /** One question alone, without the survey. Rejects with ConnectError. */
  async askCheaply(identity: Identity, { command, read }: Slot): Promise<void> {
    this.identities.set(identityKey(identity), identity);
    const session = await this.connection.session(identity);
    const { outputs } = await this.#alone(() =>
      session.exchange({ commands: [{ command }], timeout: this.options.commandTimeout }, this.#ports.kill),
    );
    for (const output of outputs) read(output);
  }

  /** Content that goes ahead of its frame. */
  async put(identity: Identity, path: string, content: Buffer, secret: boolean): Promise<void> {
    if (this.rehearsal !== null) this.rehearsal.put(identity, path, content, secret);
    else await this.#alone(async () => (await this.connection.session(identity)).put(path, content));
  }

  /** The prelude of every frame that changes something. */
  get library(): ShellCommand {
    const journal = journalLibrary(this.options.run, Math.floor(this.#startedAt / 1000));
    return this.options.kept === undefined ? journal : joinCommands([journal, planMarks], sh``);
  }

  /** What any identity has performed here from this plan file, and by which run. */
  get done(): ReadonlyMap<string, string> {
    return new Map([...this.surveys.values()].flatMap(({ done }) => [...done]));
  }

  /** Makes the journal of this run, once an identity; the command is nothing after that. */
  begin(identity: Identity): readonly Slot[] {
    const key = identityKey(identity);
    if (this.#begun.has(key)) return [];
    return [
      {
        command: sh`bw_begin`,
        onlyIf: 'ok-so-far',
        read: (output) => void (output.code === 0 && this.#begun.add(key)),
      },
    ];
  }

  /** Whether this identity has answered yet. */
  knows(identity: Identity): boolean {
    return this.surveys.has(identityKey(identity));
  }

  /** Whether this run has written a journal under this identity. */
  hasBegun(identity: Identity): boolean {
    return this.#begun.has(identityKey(identity));
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
      this.written.get(key)?.has(pending) === true ||
      this.surveys.get(key)?.pending.some((one) => one.key === pending) === true
    );
  }

  wrotePending(identity: Identity, pending: string): void {
    const key = identityKey(identity);
    this.written.set(key, (this.written.get(key) ?? new Set<string>()).add(pending));
  }

  /** Takes pending handlers out of the host's journal, after which they are no longer known here either. */
  async takeOutPending(identity: Identity, settled: readonly string[]): Promise<void> {
    await this.exchange(identity, [{ command: settlePending(settled), read: () => undefined }], {
      prelude: this.library,
      timeout: this.options.commandTimeout,
    });
    const key = identityKey(identity);
    for (const one of settled) {
      this.written.get(key)?.delete(one);
      this.due.delete(one);
    }
    const survey = this.surveys.get(key);
    if (survey !== undefined)
      this.surveys.set(key, { ...survey, pending: survey.pending.filter((one) => !settled.includes(one.key)) });
  }

  /** Known once, also where it is tried again. */
  willRestart(restarted: Restarted): void {
    if (!this.restarted.some(({ unit, gate }) => unit === restarted.unit && gate === restarted.gate))
      this.restarted.push(restarted);
  }

  /** The number of the next entry of the journal. */
  nextEntry(): number {
    this.#entries += 1;
    return this.#entries;
  }

  realPath = (path: string): string => this.realPaths.get(path) ?? path;
}

const nothingSaid: CommandOutput = { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

const surveySlot = (planFile: string | null, found: (survey: Survey) => void): Slot => ({
  command: joinCommands(
    [
      journalFolder,
      sh`read -r m </etc/machine-id
printf '%s\n%s\n' "$B" "$m"`,
      traitsCommand,
      sh`
cat "$B"/pending/* 2>/dev/null || :
`,
      ...(planFile === null ? [] : [readMarks(planFile)]),
    ],
    sh``,
  ),
  asks: true,
  read: (output) => {
    const [folder = '', machineId = '', traits = '', ...lines] = output.stdout.toString('utf8').split('\n');
    found({ folder, machineId, traits: readTraits(traits), pending: readPending(lines), done: marksOf(lines) });
  },
});
