import type { HostTarget } from '../../../src/domain/connection.ts';
import type { RunEvent } from '../../../src/domain/event.ts';
import { noKeeper } from '../../support/no-keeper.ts';
import type { CommandOutput, Connection, Connector } from '../../../src/domain/session.ts';
import { runPlaybook } from '../../../src/engine/run.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { gateCommand, gateDuration } from '../../../src/modules/gate/command.ts';
import { parseGate } from '../../../src/modules/gate/report.ts';
import { findModule, moduleNames } from '../../../src/modules/index.ts';
import { compilePlaybook } from '../../../src/playbook/compile-playbook.ts';
import { moduleRegistry } from '../../../src/playbook/parse-module.ts';
import { jsonlLayout } from '../../../src/render/jsonl.ts';
import { liveRows } from '../../../src/render/live-rows.ts';
import { plainLayout } from '../../../src/render/plain.ts';
import { storyOf } from '../../../src/render/story.ts';
import { HostConnection } from '../../../src/transport/host-connection.ts';
import { LIMITS } from '../../../src/transport/limits.ts';
import { localWire } from '../../../src/transport/local.ts';
import { PasswordGate } from '../../../src/transport/password-gate.ts';
import { systemPorts } from '../../../src/transport/ports.ts';
import { SILENCE } from '../../../src/shell/dispatcher.ts';
import { printed, textOptions } from '../../render/helpers/events.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { peakMemory } from '../../support/peak-memory.ts';
import { hostilePeer, randomFrom } from './hostile-peer.ts';

/*
 * A program of its own, so that its memory can be measured: `node hostile-runs.ts FRAMES SEED` lets hostile hosts
 * answer so many frames of real runs, and prints one line of JSON with what came of it.
 */
const [frames = 100, seed = 1] = process.argv.slice(2).map(Number);

const playbook = `
- hosts: all
  gather_facts: false
  serial: 2
  tasks:
    - setup:
      register: facts
    - stat: { path: /etc/passwd }
      register: st
    - file: { path: /tmp/bulwark-nothing, state: directory, mode: "0700" }
    - copy: { content: "x\\n", dest: /etc/bulwark-nothing, mode: "0600" }
      notify: again
    - yaml_file: { path: /etc/bulwark-nothing.yaml, merge: { a: { b: 1 } } }
      ignore_errors: true
    - args_file: { path: /var/snap/k8s/common/args/kubelet, set: { v: "4" } }
      ignore_errors: true
    - sysctl: { name: vm.panic_on_oom, value: 0 }
      ignore_errors: true
    - systemd: { name: ssh, state: started }
      ignore_errors: true
    - k8s_health: { component: kubelet, timeout: 1 }
      ignore_errors: true
    - command: { argv: [cat, /etc/hostname], read_only: true }
      register: said
      ignore_errors: true
    - debug: { var: said }
    - debug: { msg: "{{ facts.ansible_facts }} {{ st.stat }} {{ said.stdout | default('-') }}" }
  handlers:
    - name: again
      systemd: { name: ssh, state: restarted, wait_active: 0, stable_for: 0 }
`;
const hosts = ['a', 'b', 'c'];
const files = memoryFiles({
  'site.yaml': playbook,
  'inventory.yaml': JSON.stringify({ all: { hosts: Object.fromEntries(hosts.map((host) => [host, null])) } }),
});

function compiled(check: boolean) {
  const inventory = parseInventory(['inventory.yaml'], files, null);
  if (!inventory.ok) throw new Error(JSON.stringify(inventory.diagnostics));
  const options = { limit: null, tags: [], skipTags: [], extraVars: new Map(), check };
  const made = compilePlaybook('site.yaml', inventory.value, options, files, moduleRegistry(moduleNames, findModule));
  if (!made.ok) throw new Error(JSON.stringify(made.diagnostics));
  return made.value;
}

const plans = { plan: compiled(true), apply: compiled(false) };

const target = (name: string): HostTarget => ({
  name,
  connection: 'local',
  address: 'localhost',
  port: 22,
  user: 'root',
  hostKeyPolicy: { kind: 'known-hosts', files: [] },
  connectTimeout: 1000,
  authenticationTimeout: 1000,
});

async function run(mode: 'plan' | 'apply', connector: Connector): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  const signal = new AbortController().signal;
  const options = {
    run: '1121-t1',
    who: 'test@here',
    forks: 50,
    confirm: () => Promise.resolve(true),
    disrupt: 'process',
    lockTimeout: 0,
    commandTimeout: 300,
  } as const;
  await runPlaybook(
    { ...plans[mode], mode, options },
    {
      connector,
      targets: new Map(hosts.map((host) => [host, target(host)])),
      clock: { now: () => 0, sleep: () => new Promise((resolve) => void setImmediate(resolve)) },
      gates: { command: gateCommand, read: parseGate, limit: gateDuration },
      secrets: noKeeper,
      emit: (body) => void events.push({ seq: events.length, at: 0, ...body }),
      stop: signal,
      kill: signal,
    },
  );
  return events;
}

/** What this machine answers to the questions of the playbook: the stuff that lies are made of. Only questions are asked. */
async function honestAnswers(): Promise<readonly CommandOutput[]> {
  const heard: CommandOutput[] = [];
  const listening = (connection: Connection): Connection => ({
    target: connection.target,
    get traffic() {
      return connection.traffic;
    },
    close: () => connection.close(),
    session: async (identity) => {
      const session = await connection.session(identity);
      return {
        identity: session.identity,
        put: (...about) => session.put(...about),
        lock: (...about) => session.lock(...about),
        unlock: () => session.unlock(),
        exchange: async (...about) => {
          const result = await session.exchange(...about);
          heard.push(...result.outputs);
          return result;
        },
      };
    },
  });
  await run('plan', {
    connect: (aim) =>
      Promise.resolve(
        listening(new HostConnection({ target: aim, wire: localWire('root'), ports: systemPorts, ...shared })),
      ),
  });
  return heard;
}

const shared = { limits: LIMITS, silence: SILENCE, passwords: new PasswordGate() };

/** A thousand times as fast: silence of a host must not take long here. */
const hasty: typeof systemPorts = {
  ...systemPorts,
  startTimer: (milliseconds, action, kind) =>
    kind === 'background' ? () => undefined : systemPorts.startTimer(Math.min(5, milliseconds), action),
};

/** Everything but line feeds and printable characters. */
const RAW = /[\0-\x09\x0b-\x1f\x7f-\x9f]|\p{Cs}|[\u2028-\u202e\u2066-\u2069]/u;

const honest = await honestAnswers();
const tally = { frames: 0, runs: 0, results: 0, printed: 0, raw: null as string | null };

async function hostileRun(number: number): Promise<void> {
  const random = randomFrom(seed + number);
  const events = await run(number % 2 === 0 ? 'apply' : 'plan', {
    connect: (aim) => {
      const open = () => Promise.resolve(hostilePeer(random, honest, () => void (tally.frames += 1)));
      const wire = { user: 'root', open, close: () => Promise.resolve() };
      return Promise.resolve(new HostConnection({ target: aim, wire, ports: hasty, ...shared }));
    },
  });
  const options = textOptions({ verbosity: 3, diff: true, times: true });
  inspect(printed(plainLayout(options), events), events.length);
  inspect(liveRows(storyOf(events), 0, 80, null).join('\n'), 0);
  inspect(printed(jsonlLayout(), events), 0);
}

function inspect(shown: string, results: number): void {
  tally.results += results;
  tally.printed += shown.length;
  const found = RAW.exec(shown);
  if (found !== null) tally.raw ??= JSON.stringify(shown.slice(Math.max(0, found.index - 100), found.index + 50));
}

/** Several at once, since much of it is waiting for hosts that say nothing. */
async function worker(): Promise<void> {
  while (tally.frames < frames) {
    tally.runs += 1;
    await hostileRun(tally.runs);
  }
}

await Promise.all(Array.from({ length: 4 }, worker));
process.stdout.write(`${JSON.stringify({ ...tally, megabytes: peakMemory() / 1024 / 1024 })}\n`);
