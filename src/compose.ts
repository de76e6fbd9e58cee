import { hostname, userInfo } from 'node:os';
import { dirname, relative } from 'node:path';

import { compileRun } from './app/compile-run.ts';
import type { EnginePorts, InputPorts, PlanPorts } from './app/ports.ts';
import { othersMay } from './cli/file-guard.ts';
import type { SecretKeeper } from './domain/secret-keeper.ts';
import type { SourceFiles } from './domain/source-files.ts';
import { rehearse } from './engine/rehearse.ts';
import { runExec } from './engine/run-exec.ts';
import { runPlaybook } from './engine/run.ts';
import { runRollback } from './engine/run-rollback.ts';
import { gateCommand, gateDuration } from './modules/gate/command.ts';
import { parseGate } from './modules/gate/report.ts';
import { openAge } from './store/age.ts';
import { ageSeal } from './store/age-seal.ts';
import { packageFile } from './store/package-files.ts';
import { diskPlanFiles } from './store/plan-files.ts';
import { diskFiles } from './store/source-files.ts';
import { runProgram } from './store/run-program.ts';
import { openVault } from './store/vault.ts';
import { createConnector } from './transport/connector.ts';

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
): Omit<InputPorts, 'interactive' | 'askPassword'> => ({
  files,
  othersMay: (path) => othersMay(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }),
  foldersAbove: foldersAbove(process.cwd()),
  home: process.env['HOME'] ?? userInfo().homedir,
  env: process.env,
  user: userInfo().username,
  compile: compileRun,
  secrets,
  ciphers: { openVault, openAge },
  runProgram,
  readPrivate: (path) => diskFiles().read(path),
});

/** The engine over real connections. `stop`: no new tasks; `kill`: what runs on hosts is killed. */
export function enginePorts(
  { stop, kill }: { readonly stop: AbortSignal; readonly kill: AbortSignal },
  secrets: SecretKeeper,
): EnginePorts & Pick<PlanPorts, 'rehearse'> {
  const agentSocket = process.env['SSH_AUTH_SOCK'];
  const keys = { home: process.env['HOME'] ?? userInfo().homedir, ...(agentSocket !== undefined && { agentSocket }) };
  const connector = createConnector({ keys, localUser: userInfo().username });
  const gates = { command: gateCommand, read: parseGate, limit: gateDuration };
  return {
    run: ({ plan, binder, mode, targets, ...options }, emit) =>
      runPlaybook(
        { plan, binder, mode, options: { ...options, who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, emit, stop, kill },
      ),
    exec: ({ targets, ...request }, emit) =>
      runExec(request, { connector, targets, clock: systemClock, emit, stop, kill }),
    rehearse: async ({ plan, binder, mode, targets, ...options }, emit) => ({
      sendings: await rehearse(
        { plan, binder, mode, options: { ...options, who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, emit, stop, kill },
      ),
      refused: null,
      interrupted: stop.aborted,
    }),
    rollback: ({ plan, undo, targets, ...options }, emit) =>
      runRollback(
        { plan, undo, options: { ...options, disrupt: 'process', who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, emit, stop, kill },
      ),
  };
}

export const planPorts = (rehearse: PlanPorts['rehearse']): PlanPorts => ({
  files: diskPlanFiles(process.getuid?.() ?? 0),
  seal: ageSeal,
  who: operator(),
  version: version(),
  rehearse,
});

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

/** The working directory and all above it, as relative paths: `.`, `..`, `../..`. */
function foldersAbove(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(relative(start, folder) || '.');
    if (dirname(folder) === folder) return folders;
  }
}
