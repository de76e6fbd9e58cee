import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import { isSea } from 'node:sea';

import { compileRun } from './app/compile-run.ts';
import type { AppPorts, EnginePorts, InputPorts, PlanPorts } from './app/ports.ts';
import type { SchedulePorts } from './app/schedule/ports.ts';
import { foldersAbove } from './cli/folders-above.ts';
import type { SecretKeeper } from './domain/secret-keeper.ts';
import type { AskPassword } from './domain/session.ts';
import type { SourceFiles } from './domain/source-files.ts';
import { rehearse } from './engine/rehearse.ts';
import { runExec } from './engine/run-exec.ts';
import { runPlaybook } from './engine/run.ts';
import { runRollback } from './engine/run-rollback.ts';
import { loadProjectModule, mayOthers } from './load-project-module.ts';
import { gateCommand, gateDuration } from './modules/gate/command.ts';
import { parseGate } from './modules/gate/report.ts';
import { openAge, sealAge } from './store/age.ts';
import { isExecutable, runInventoryProgram } from './store/inventory-programs.ts';
import { writeNewFiles } from './store/new-files.ts';
import { rewriteFiles } from './store/rewrite-files.ts';
import { ownTexts } from './own-texts.ts';
import { packageFile } from './store/package-files.ts';
import { diskPlanFiles } from './store/plan-files.ts';
import { diskFiles } from './store/source-files.ts';
import { runProgram } from './store/run-program.ts';
import { callAddress } from './store/call-address.ts';
import { privateFiles } from './store/private-files.ts';
import { runChild } from './store/run-child.ts';
import { openVault } from './store/vault.ts';
import { askOnce } from './transport/ask-once.ts';
import { savedFiles } from './store/saved-files.ts';
import { createConnector } from './transport/connector.ts';
import type { RunConnector } from './transport/connector.ts';
import { sshConfigLookUp } from './transport/ssh-config/look-up.ts';
import { forgetHostKeys, linesNaming, lookAtHostKeys, pinHostKeys } from './transport/ssh/host-key-book.ts';
import type { EvidencePorts } from './app/evidence.ts';
import { signText, trySigner } from './store/ssh-keygen.ts';
import { streamFile } from './store/stream-file.ts';

/**
 * The composition root: here, in `main.ts` and in `library.ts` alone is the process looked at, and adapters are made
 * into ports.
 */

/** Milliseconds that one frame without a timeout of its own may take. */
const COMMAND_TIMEOUT = 300_000;

/** Reading files, as this process may. */
export const inputPorts = (
  files: SourceFiles,
  secrets: SecretKeeper,
  env: InputPorts['env'] = process.env,
): Omit<InputPorts, 'interactive' | 'askPassword'> => ({
  files,
  othersMay: mayOthers,
  foldersAbove: foldersAbove(process.cwd()),
  home: env['HOME'] ?? userInfo().homedir,
  env,
  user: userInfo().username,
  askSshConfig: sshConfigLookUp({
    home: userInfo().homedir, // where ssh looks, whatever HOME says
    user: userInfo().username,
    uid: process.getuid?.() ?? 0,
    hostname: hostname(),
    env,
  }),
  compile: (request) =>
    compileRun(request, process.cwd(), { shipped: ownTexts.shipped, othersMay: mayOthers, now: () => Date.now() }),
  loadModule: loadProjectModule,
  secrets,
  ciphers: { openVault, openAge, sealAge },
  runProgram,
  inventoryPrograms: { isExecutable, run: runInventoryProgram },
  readPrivate: (path) => diskFiles().read(path),
});

/** What commands need that show host keys and write projects. */
export const dialoguePorts = (
  stop: AbortSignal,
  ask: AskPassword | undefined,
): Pick<AppPorts, 'hostKeys' | 'project'> => ({
  hostKeys: {
    look: (targets, options) => {
      const connector = newConnector(ask);
      return lookAtHostKeys(targets, { ...options, open: connector.stream }, stop).finally(connector.close);
    },
    pin: pinHostKeys,
    lines: linesNaming,
    forget: forgetHostKeys,
  },
  project: {
    asRoot: (target, trusted, command) => {
      const connector = newConnector(ask);
      return askOnce(connector, target, trusted, command, stop).finally(connector.close);
    },
    resolves: async (name) => (await lookup(name).catch(() => null)) !== null,
    shipped: (path) => new TextDecoder().decode(packageFile(path)),
    folderName: basename(process.cwd()),
    write: (written) => writeNewFiles(process.cwd(), written),
    rewrite: rewriteFiles,
  },
});

/** The engine over real connections. `stop`: no new tasks; `kill`: what runs on hosts is killed. */
export function enginePorts(
  { stop, kill }: { readonly stop: AbortSignal; readonly kill: AbortSignal },
  secrets: SecretKeeper,
  ask?: AskPassword,
): EnginePorts & Pick<PlanPorts, 'rehearse'> {
  const connector = newConnector(ask);
  const gates = { command: gateCommand, read: parseGate, limit: gateDuration };
  return {
    run: ({ plan, binder, mode, targets, ...options }, emit) =>
      runPlaybook(
        { plan, binder, mode, options: { ...options, who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, saved: savedFiles, emit, stop, kill },
      ).finally(connector.close),
    exec: ({ targets, ...request }, emit) =>
      runExec(request, { connector, targets, clock: systemClock, emit, stop, kill }).finally(connector.close),
    rehearse: async ({ plan, binder, mode, targets, ...options }, emit) => ({
      sendings: await rehearse(
        { plan, binder, mode, options: { ...options, who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, saved: savedFiles, emit, stop, kill },
      ).finally(connector.close),
      refused: null,
      interrupted: stop.aborted,
    }),
    rollback: ({ plan, undo, targets, ...options }, emit) =>
      runRollback(
        { plan, undo, options: { ...options, disrupt: 'process', who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, saved: savedFiles, emit, stop, kill },
      ).finally(connector.close),
  };
}

function newConnector(ask: AskPassword | undefined): RunConnector {
  const agentSocket = process.env['SSH_AUTH_SOCK'];
  const keys = { home: process.env['HOME'] ?? userInfo().homedir, ...(agentSocket !== undefined && { agentSocket }) };
  return createConnector({ keys, localUser: userInfo().username, ...(ask !== undefined && { ask }) });
}

/** How evidence is signed and written. */
export const evidencePorts: EvidencePorts = { sign: signText, trySigner, write: streamFile };

export const planPorts = (rehearse: PlanPorts['rehearse']): PlanPorts => ({
  files: diskPlanFiles(process.getuid?.() ?? 0),
  who: operator(),
  version: version(),
  rehearse,
});

/** What schedules need of this machine; `stop` ends the run inside. */
export const schedulePorts = (stop: AbortSignal): SchedulePorts => ({
  uid: process.getuid?.() ?? 0,
  folder: process.cwd(),
  program: programWords(),
  hasSystemd: existsSync('/run/systemd/system'), // sd_booted(3)
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  who: operator(),
  random: Math.random,
  stop,
  files: privateFiles,
  start: runChild,
  call: callAddress,
});

/** Node and the file that it was given, or the one file that the program is. */
const programWords = (): readonly string[] =>
  isSea() ? [process.execPath] : [process.execPath, process.argv[1] ?? ''];

const systemClock = {
  now: Date.now,
  sleep: (duration: number, signal?: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, duration);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    return promise;
  },
};

/** Who runs Bulwark, and where: `alice@laptop`. */
export const operator = (): string => `${userInfo().username}@${hostname().split('.')[0] ?? ''}`;

export const version = (): string =>
  /"version": "([^"]+)"/.exec(new TextDecoder().decode(packageFile('package.json')))?.[1] ?? '?';
