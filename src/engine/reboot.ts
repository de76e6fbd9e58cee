import type { Identity } from '../domain/connection.ts';
import { ConnectError, LockError, type TaskError } from '../domain/errors.ts';
import type { Step } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import type { CommandOutput } from '../domain/session.ts';
import { sh } from '../shell/sh.ts';
import { entryName } from './journal.ts';
import type { HostWork } from './host-work.ts';
import { type Slot, noted } from './slot.ts';
import { lockAgain } from './locks.ts';
import { failedOutcome, stepError } from './outcome.ts';
import { type Performing, performingOf } from './performing.ts';
import type { RunPorts } from './ports.ts';
import { type PreparedItem, readsOf } from './prepare.ts';
import { RefreshWatch } from './refresh/watch.ts';
import type { SectionContext } from './section-context.ts';
import { settleOutcomes } from './settle.ts';
import { stepCommand } from './steps.ts';

export type Reboot = Extract<Step, { kind: 'reboot' }>;

/** The reboot that an item is; it has no other step, and no other item is performed beside it. */
export const rebootOf = ({ planned }: Performing): Reboot | null =>
  planned.changes.flatMap(({ steps }) => steps).find((step) => step.kind === 'reboot') ?? null;

export interface Rebooting {
  readonly one: Performing;
  readonly step: Reboot;
  /** Written down before the host goes. */
  readonly before: readonly Slot[];
  /** Gates, and what is written down once it is back. */
  readonly after: readonly Slot[];
  /** What was asked before holds no longer. */
  readonly others: readonly PreparedItem[];
}

/**
 * Reboots a host and waits until it is back: another boot, `ready` answers, our lock is ours again, its gates pass.
 * Whether it may go is asked once more: another control plane may have gone since. Rejects with ConnectError when it
 * stays away; what it still had to do is in its journal.
 */
export async function performReboot(context: SectionContext, rebooting: Rebooting): Promise<void> {
  const { host, preparation } = context;
  const { one, others } = rebooting;
  one.prepared.answer = null;
  await preparation.ask([one.prepared]);
  const again = performingOf(one.queued)[0];
  const step = again === undefined ? null : rebootOf(again);
  if (again === undefined || step === null) return;
  for (const other of others) other.answer = null;
  host.marks?.forget([anyResource], readsOf(others), host.realPath);
  const gone = await sendAway(context, again, step, rebooting.before);
  if (gone === 'not-begun') return;
  const startedAt = context.ports.clock.now();
  const problem = gone ?? (host.rehearsal === null ? await comeBack(context, again, step) : null);
  if (problem !== null) return void (one.queued.outcome = failedOutcome(problem, again.planned.changes));
  host.changes += 1;
  again.outputs.push({ step, output: elapsed(context.ports.clock.now() - startedAt) });
  await finish(context, again, rebooting.after);
}

/** Nothing is begun during a snap refresh. A connection that ends is what a reboot looks like. */
async function sendAway(
  { host }: SectionContext,
  { item }: Performing,
  step: Reboot,
  before: readonly Slot[],
): Promise<TaskError | 'not-begun' | null> {
  const { identity } = item.settings;
  const watch = new RefreshWatch();
  const said: CommandOutput[] = [];
  const reboot: Slot = {
    command: stepCommand(step, entryName(host.journal.nextEntry()), new Map()),
    onlyIf: 'ok-so-far',
    read: (output) => void said.push(output),
  };
  try {
    const timeout = host.options.commandTimeout + step.before;
    await host.exchange(identity, [...before.map((slot) => noted(slot, said)), reboot], {
      prelude: host.journal.library,
      timeout,
      watch,
    });
  } catch (error) {
    if (!(error instanceof ConnectError) || error.reason !== 'lost') throw error;
    return null;
  }
  if (watch.refused) {
    await host.outlast(identity, watch.change);
    return 'not-begun';
  }
  const failed = said.find(({ code }) => code !== 0 && code !== null);
  return failed === undefined ? null : stepError(failed);
}

/** How long between two looks, and what one look may take. */
const retryAfter = 1000;
const lookLimit = 60_000;

/** Waits for the next boot; why nothing more is to be done there, or null. */
async function comeBack(context: SectionContext, one: Performing, step: Reboot): Promise<TaskError | null> {
  const { host, ports } = context;
  const deadline = ports.clock.now() + step.timeout;
  let seen: Look = { kind: 'away', why: new ConnectError({ reason: 'lost', host: host.name, message: 'it is away' }) };
  do {
    await ports.clock.sleep(retryAfter, ports.kill);
    if (ports.kill.aborted) throw cutAway(host.name);
    seen = await look(host, one.item.settings.identity, step, ports);
  } while (seen.kind !== 'back' && ports.clock.now() < deadline);
  if (seen.kind === 'away') throw stayedAway(host.name, step, seen.why);
  if (seen.kind === 'back') await ports.clock.sleep(step.after, ports.kill);
  return (await lockedAgain(host, ports)) ?? problemOf(seen, step);
}

type Look =
  | { readonly kind: 'back' }
  | { readonly kind: 'same-boot' }
  | { readonly kind: 'not-ready'; readonly said: readonly string[] }
  | { readonly kind: 'away'; readonly why: ConnectError };

/** Logs in anew: sshd answers before the host lets anybody in, and still while it goes down. */
async function look(host: HostWork, identity: Identity, step: Reboot, ports: RunPorts): Promise<Look> {
  try {
    await host.reconnect();
    const session = await host.connection.session(identity);
    const commands = [{ command: sh`cat /proc/sys/kernel/random/boot_id` }, { command: step.ready }];
    const { outputs } = await session.exchange({ commands, timeout: lookLimit }, ports.kill);
    const [boot, ready] = outputs;
    if (boot?.code !== 0 || boot.stdout.toString('utf8').trim() === step.boot) return { kind: 'same-boot' };
    if (ready?.code === 0) return { kind: 'back' };
    return { kind: 'not-ready', said: ready === undefined ? [] : lastLines(ready) };
  } catch (error) {
    if (!(error instanceof ConnectError) || error.reason === 'host-key') throw error;
    return { kind: 'away', why: error };
  }
}

function problemOf(seen: Exclude<Look, { kind: 'away' }>, step: Reboot): TaskError | null {
  if (seen.kind === 'same-boot') return didNotGo(step);
  return seen.kind === 'not-ready' ? notReady(step, seen.said) : null;
}

const lastLines = ({ stdout, stderr }: CommandOutput): readonly string[] =>
  `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-3);

async function lockedAgain(host: HostWork, ports: RunPorts): Promise<TaskError | null> {
  const hint = 'run again when it is free: what is left is in its journal';
  try {
    const holder = await lockAgain(host, ports);
    return holder === null
      ? null
      : { code: 'refused', message: `while it rebooted it was locked by ${holder}`, seen: holder, hint };
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    return { code: 'refused', message: error.message, hint };
  }
}

/** Gates and marks, in one frame. */
async function finish(context: SectionContext, one: Performing, after: readonly Slot[]): Promise<void> {
  const { host, ports } = context;
  const { gate, settings } = one.item;
  const timeout = host.options.commandTimeout + (gate === null ? 0 : ports.gates.limit([gate], 'ready'));
  const kind =
    after.length === 0
      ? 'answered'
      : await host.exchange(settings.identity, after, { prelude: host.journal.library, timeout });
  settleOutcomes(context, [one], { kind, timeout, disturbed: false });
}

/** As the module's result reads it. */
const elapsed = (took: number): CommandOutput => ({
  code: 0,
  stdout: Buffer.from(`elapsed=${String(Math.round(took / 1000))}\n`),
  stderr: Buffer.alloc(0),
});

const seconds = (duration: number): string => `${String(duration / 1000)} s`;

const cutAway = (host: string): ConnectError =>
  new ConnectError({
    reason: 'lost',
    host,
    message: 'the operator did not wait until it was back from its reboot',
    hint: 'What is left to do there is in its journal: the next apply does it',
  });

const stayedAway = (host: string, { timeout }: Reboot, cause: ConnectError): ConnectError =>
  new ConnectError({
    reason: 'lost',
    host,
    message: `it was rebooted and is not back after ${seconds(timeout)}: ${cause.message}`,
    hint: 'look at its console. What is left to do there is in its journal: the next apply does it',
    cause,
  });

const didNotGo = ({ timeout }: Reboot): TaskError => ({
  code: 'timeout',
  message: `it was told to reboot and has not after ${seconds(timeout)}`,
  wanted: 'another boot',
  seen: 'the same boot as before',
  hint: 'systemctl list-jobs and systemd-inhibit --list say what it waits for',
});

const notReady = ({ timeout }: Reboot, said: readonly string[]): TaskError => ({
  code: 'timeout',
  message: `it has booted, and is not ready after ${seconds(timeout)}`,
  wanted: 'that its test command succeeds',
  seen: 'it fails',
  said,
});
