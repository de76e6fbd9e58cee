import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { commandOf } from '../../../src/app/command-of.ts';
import type { HostTarget } from '../../../src/domain/connection.ts';
import { ConnectError } from '../../../src/domain/errors.ts';
import {
  type HostOutcome,
  type RunEvent,
  type RunEventBody,
  type TaskFinished,
  isResult,
} from '../../../src/domain/event.ts';
import { noKeeper } from '../../support/no-keeper.ts';
import type { SecretKeeper } from '../../../src/domain/secret-keeper.ts';
import type { Value } from '../../../src/domain/value.ts';
import type { Connection, Connector, Frame, Session } from '../../../src/domain/session.ts';
import type { Sending } from '../../../src/domain/sending.ts';
import type { RunOptions, RunPorts } from '../../../src/engine/ports.ts';
import { rehearse } from '../../../src/engine/rehearse.ts';
import { runExec } from '../../../src/engine/run-exec.ts';
import { type RunEnd, runPlaybook } from '../../../src/engine/run.ts';
import { runRollback } from '../../../src/engine/run-rollback.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { moduleSet } from '../../../src/modules/index.ts';
import { gateCommand, gateDuration } from '../../../src/modules/gate/command.ts';
import { parseGate } from '../../../src/modules/gate/report.ts';
import { compilePlaybook } from '../../../src/playbook/compile-playbook.ts';
import { moduleRegistry } from '../../../src/playbook/parse-module.ts';
import { savedFiles } from '../../../src/store/saved-files.ts';
import { HostConnection } from '../../../src/transport/host-connection.ts';
import { LIMITS } from '../../../src/transport/limits.ts';
import { PasswordGate } from '../../../src/transport/password-gate.ts';
import { systemPorts } from '../../../src/transport/ports.ts';
import { processChannel } from '../../../src/transport/process-channel.ts';
import { SILENCE } from '../../../src/shell/dispatcher.ts';
import { memoryFiles } from '../../support/memory-files.ts';

/** What ran: the events, how it ended, and the exchanges of each host. */
export interface Ran {
  readonly events: readonly RunEvent[];
  readonly end: RunEnd;
  readonly exchanges: ReadonlyMap<string, number>;
  /** Bytes that went up to each host after its dispatcher was started. */
  readonly sent: ReadonlyMap<string, number>;
  /** `host task status`, in order. */
  readonly results: readonly string[];
  finished(task: string, host?: string): TaskFinished;
  /** How each host ended. */
  readonly outcomes: Readonly<Record<string, HostOutcome>>;
}

export interface RunSettings {
  readonly mode?: 'plan' | 'apply' | 'drift';
  readonly options?: Partial<RunOptions>;
  readonly stop?: AbortSignal;
  readonly kill?: AbortSignal;
  readonly confirm?: () => Promise<boolean>;
  /** Called before each frame goes out; may change the host behind the engine's back. */
  readonly beforeFrame?: (host: string, frame: Frame, exchange: number) => void;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Hosts that cannot be connected to. */
  readonly dead?: readonly string[];
  /** Only the first login to each host works. */
  readonly shutsBehind?: boolean;
  /** Why a login does not work; null: it does. */
  readonly beforeConnect?: (host: string) => ConnectError | null;
  /** The machine that a host name leads to, where it is not the host's own. */
  readonly machines?: Readonly<Record<string, string>>;
  /** Called with each event as it comes. */
  readonly seen?: (event: RunEventBody) => void;
  /** How the hosts are said to be reached; they are on this machine all the same. */
  readonly target?: Partial<HostTarget>;
  /** What the run knows to be secret. */
  readonly secrets?: SecretKeeper;
  /** `-e`. */
  readonly extraVars?: ReadonlyMap<string, Value>;
  /** Modules besides ours. */
  readonly modules?: Parameters<typeof moduleSet>[0];
  /** Called when the lock of a host is asked for. */
  readonly locked?: (host: string) => void;
  /** Hosts of the inventory besides the one that is rehearsed. */
  readonly beside?: readonly string[];
  /** Groups besides `all`. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Hosts on this machine: each a shell with a /var/lib and a machine-id of its own (a private mount namespace), so that
 * the real journal is used. Needs root. `folder(host)` is where a test's playbook may write.
 */
export class Fleet {
  readonly #root: string;
  readonly #shell: readonly string[];
  constructor(t: ExecutionContext, shell: readonly string[] = ['dash']) {
    this.#root = mkdtempSync(join(tmpdir(), 'bulwark-fleet-'));
    this.#shell = shell;
    t.teardown(() => rmSync(this.#root, { recursive: true, force: true }));
  }

  folder(host: string): string {
    const folder = join(this.#root, host, 'files');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    return folder;
  }

  /** From now on `logger` of this host is this script; `$1` and on are its words. */
  logger(host: string, script: string): void {
    this.folder(host);
    writeFileSync(join(this.#root, host, 'logger'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** From now on this host has this program, a shell script, in /usr/local/bin. */
  program(host: string, name: string, script: string): void {
    const folder = join(this.#root, host, 'bin');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** This host's boot can end: `shutdown` of the host runs this script, in which `boot_anew` begins another. */
  boots(host: string, script: string): void {
    this.folder(host);
    writeFileSync(join(this.#root, host, 'boot_id'), 'the-first-boot\n');
    this.program(
      host,
      'shutdown',
      `boot_anew() { cat /proc/sys/kernel/random/uuid >/proc/sys/kernel/random/boot_id; }\n${script}`,
    );
  }

  /** The host's own /var/lib/bulwark. */
  journal(host: string): string {
    return join(this.#root, host, 'lib', 'bulwark');
  }

  /** Plays of a playbook over these hosts; `FOLDER` in the text stands for each host's folder. */
  async run(playbook: string, hosts: readonly string[], settings: RunSettings = {}): Promise<Ran> {
    const { plan, binder } = this.#compile(playbook, hosts, settings);
    return this.#watch(hosts, settings, (ports, options) =>
      runPlaybook({ plan, binder, mode: settings.mode ?? 'apply', options }, ports),
    );
  }

  /** `bulwark plan --script HOST`. */
  async rehearse(playbook: string, host: string, settings: RunSettings = {}): Promise<readonly Sending[]> {
    const hosts = [host, ...(settings.beside ?? [])];
    const { plan, binder } = this.#compile(playbook, hosts, settings);
    let sendings: readonly Sending[] | null = null;
    await this.#watch(hosts, settings, async (ports, options) => {
      sendings = await rehearse({ plan, binder, mode: 'apply', options }, ports);
      return { refused: null, interrupted: false };
    });
    return sendings ?? [];
  }

  /** `bulwark exec`, as the login user. */
  async exec(
    words: readonly string[],
    hosts: readonly string[],
    about: { readonly timeout?: number } & RunSettings = {},
  ): Promise<Ran> {
    const { plan } = this.#compile('- hosts: all\n  tasks: [{ ping: {} }]\n', hosts, about);
    const { timeout = 20_000 } = about;
    return this.#watch(hosts, about, (ports, { run, forks }) =>
      runExec({ run, plan, forks, timeout, command: commandOf(words), become: false }, ports),
    );
  }

  /** `bulwark rollback RUN`. */
  async rollback(undo: string, hosts: readonly string[], settings: RunSettings = {}): Promise<Ran> {
    const { plan } = this.#compile('- hosts: all\n  tasks: [{ ping: {} }]\n', hosts, settings);
    return this.#watch(hosts, settings, (ports, options) => runRollback({ plan, undo, options }, ports));
  }

  async #watch(
    hosts: readonly string[],
    settings: RunSettings,
    work: (ports: RunPorts, options: RunOptions) => Promise<RunEnd>,
  ): Promise<Ran> {
    for (const host of hosts) this.#prepare(host, settings.machines?.[host] ?? host);
    const events: RunEvent[] = [];
    const connections = new Map<string, Connection>();
    const end = await work(this.#ports(hosts, settings, events, connections), {
      run: '1121-t1',
      who: 'test@here',
      forks: 50,
      confirm: settings.confirm ?? (() => Promise.resolve(true)),
      disrupt: 'process',
      lockTimeout: 0,
      commandTimeout: 20_000,
      whole: true,
      ...settings.options,
    });
    return ranOf(events, end, connections);
  }

  #ports(
    hosts: readonly string[],
    settings: RunSettings,
    events: RunEvent[],
    connections: Map<string, Connection>,
  ): RunPorts {
    return {
      connector: this.#connector(settings, connections),
      targets: new Map(hosts.map((name) => [name, { ...target(name), ...settings.target }])),
      clock: {
        now: () => Date.now(),
        sleep: (duration) => new Promise((resolve) => void setTimeout(resolve, duration)),
      },
      gates: { command: gateCommand, read: parseGate, limit: gateDuration },
      secrets: settings.secrets ?? noKeeper,
      saved: savedFiles,
      emit: (body) => {
        events.push({ seq: events.length, at: Date.now(), ...body });
        settings.seen?.(body);
      },
      stop: settings.stop ?? new AbortController().signal,
      kill: settings.kill ?? new AbortController().signal,
    };
  }

  #prepare(host: string, machine: string): void {
    this.folder(host);
    mkdirSync(join(this.#root, host, 'lib'), { recursive: true });
    writeFileSync(join(this.#root, host, 'machine-id'), `${Buffer.from(machine).toString('hex').padEnd(32, '0')}\n`);
  }

  #compile(
    playbook: string,
    hosts: readonly string[],
    settings: RunSettings,
  ): { plan: Parameters<typeof runPlaybook>[0]['plan']; binder: Parameters<typeof runPlaybook>[0]['binder'] } {
    const modules = moduleSet(settings.modules ?? []);
    const groups = settings.groups ?? { control_plane: [], workers: hosts };
    const children = Object.fromEntries(
      Object.entries(groups).map(([group, names]) => [
        group,
        { hosts: Object.fromEntries(names.map((name) => [name, null])) },
      ]),
    );
    const all = Object.fromEntries(hosts.map((name) => [name, { folder: this.folder(name) }]));
    const files = memoryFiles({
      'site.yaml': playbook,
      'inventory.yaml': JSON.stringify({ all: { hosts: all, children } }),
      ...settings.files,
    });
    const inventory = parseInventory(['inventory.yaml'], files, null);
    if (!inventory.ok) throw new Error(JSON.stringify(inventory.diagnostics));
    const compiled = compilePlaybook(
      'site.yaml',
      inventory.value,
      {
        limit: null,
        tags: [],
        skipTags: [],
        extraVars: settings.extraVars ?? new Map(),
        check: settings.mode === 'plan' || settings.mode === 'drift',
      },
      files,
      moduleRegistry(modules.names, modules.find),
    );
    if (!compiled.ok)
      throw new Error(compiled.diagnostics.map(({ summary, hint }) => `${summary} (${hint ?? ''})`).join('\n'));
    return compiled.value;
  }

  #connector(settings: RunSettings, connections: Map<string, Connection>): Connector {
    const counts = new Map<string, number>();
    return {
      connect: (aim) => {
        const refused = settings.beforeConnect?.(aim.name) ?? null;
        if (refused !== null) return Promise.reject(refused);
        if (
          settings.dead?.includes(aim.name) === true ||
          (settings.shutsBehind === true && connections.has(aim.name))
        ) {
          return Promise.reject(
            new ConnectError({ reason: 'no-answer', host: aim.name, message: `${aim.name} does not answer` }),
          );
        }
        const connection = new HostConnection({
          target: aim,
          wire: this.#wire(aim.name),
          ports: systemPorts,
          limits: LIMITS,
          silence: SILENCE,
          passwords: new PasswordGate(),
        });
        connections.set(aim.name, connection);
        const watched: Connection = {
          target: aim,
          get traffic() {
            return connection.traffic;
          },
          session: async (identity) =>
            watch(
              await connection.session(identity),
              (frame) => {
                const count = (counts.get(aim.name) ?? 0) + 1;
                counts.set(aim.name, count);
                settings.beforeFrame?.(aim.name, frame, count);
              },
              () => settings.locked?.(aim.name),
            ),
          close: (last) => connection.close(last),
        };
        return Promise.resolve(watched);
      },
    };
  }

  #wire(host: string): ConstructorParameters<typeof HostConnection>[0]['wire'] {
    // The batches run under `sh`, not under the shell that the dispatcher got: so `sh` is that one too.
    const shell = this.#shell[0] === 'busybox' ? 'mount --bind "$(command -v busybox)" /bin/sh && ' : '';
    const logger = '[ ! -e "$1/logger" ] || mount --bind "$1/logger" "$(command -v logger)"';
    const programs = '{ [ ! -e "$1/bin" ] || mount --bind "$1/bin" /usr/local/bin; }';
    const run = '{ [ ! -e "$1/run" ] || mount --bind "$1/run" /run; }';
    const boot = '{ [ ! -e "$1/boot_id" ] || mount --bind "$1/boot_id" /proc/sys/kernel/random/boot_id; }';
    const place = `${logger} && ${programs} && ${run} && ${boot} && mount --bind "$1/lib" /var/lib && mount --bind "$1/machine-id" /etc/machine-id && ${shell}shift && exec "$@"`;
    return {
      user: 'root',
      open: ([, ...rest]) =>
        Promise.resolve(
          processChannel(['unshare', '-m', 'sh', '-c', place, 'sh', join(this.#root, host), ...this.#shell, ...rest]),
        ),
      close: () => Promise.resolve(),
    };
  }
}

function ranOf(events: readonly RunEvent[], end: RunEnd, connections: ReadonlyMap<string, Connection>): Ran {
  const done = events.filter(isResult);
  return {
    events,
    end,
    exchanges: new Map([...connections].map(([name, { traffic }]) => [name, traffic.exchanges])),
    sent: new Map([...connections].map(([name, { traffic }]) => [name, traffic.bytesSent])),
    outcomes: Object.fromEntries(
      events.flatMap((event) => (event.type === 'host-finished' ? [[event.host, event.outcome] as const] : [])),
    ),
    results: done.map(({ host, task, status }) => `${host} ${task} ${status}`),
    finished: (task, host) => {
      const found = done.findLast((event) => event.task === task && (host === undefined || event.host === host));
      if (found === undefined)
        throw new Error(`no result of "${task}" among ${JSON.stringify(done.map((event) => event.task))}`);
      return found;
    },
  };
}

const watch = (session: Session, seen: (frame: Frame) => void, locked: () => void): Session => ({
  identity: session.identity,
  exchange: (frame, signal) => {
    seen(frame);
    return session.exchange(frame, signal);
  },
  put: (path, content) => session.put(path, content),
  lock: (path, holder) => {
    locked();
    return session.lock(path, holder);
  },
  unlock: () => session.unlock(),
});

const target = (name: string): HostTarget => ({
  name,
  connection: 'local',
  address: 'localhost',
  port: 22,
  user: 'root',
  hostKeyPolicy: { kind: 'known-hosts', files: [] },
  connectTimeout: 10_000,
  authenticationTimeout: 10_000,
});
