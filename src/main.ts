import { readFileSync, writeSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { hostname, userInfo } from 'node:os';
import { basename, dirname, relative } from 'node:path';

import { compileRun } from './app/compile-run.ts';
import type { AppPorts, EnginePorts, InputPorts } from './app/ports.ts';
import { runCommand } from './app/run-command.ts';
import { askLine, askSecret } from './cli/ask.ts';
import { confirmChange } from './cli/confirm.ts';
import { deskOf } from './cli/desk.ts';
import { othersMay } from './cli/file-guard.ts';
import { operatorCommand } from './cli/operator-command.ts';
import { parseArgv } from './cli/parse-argv.ts';
import type { ParsedArgv } from './cli/parse-argv.ts';
import { newRunId } from './cli/run-id.ts';
import { rendererFor } from './cli/show-run.ts';
import { startStopping } from './cli/signals.ts';
import type { Stopping } from './cli/signals.ts';
import type { Diagnostic } from './domain/diagnostic.ts';
import type { RunEvent } from './domain/event.ts';
import type { AskPassword } from './domain/session.ts';
import { runPlaybook } from './engine/run.ts';
import { runRollback } from './engine/run-rollback.ts';
import { gateCommand, gateDuration } from './modules/gate/command.ts';
import { parseGate } from './modules/gate/report.ts';
import { chooseFormat } from './render/choose.ts';
import type { Surroundings } from './render/choose.ts';
import { renderDiagnostics } from './render/diagnostic.ts';
import { previewText } from './render/preview-text.ts';
import type { Terminal } from './render/terminal.ts';
import { startStory, tell } from './render/story.ts';
import type { TextOptions } from './render/text-options.ts';
import { writeNewFiles } from './store/new-files.ts';
import { diskFiles } from './store/source-files.ts';
import { askOnce } from './transport/ask-once.ts';
import { createConnector } from './transport/connector.ts';
import type { RunConnector } from './transport/connector.ts';
import { forgetHostKeys, linesNaming, lookAtHostKeys, pinHostKeys } from './transport/ssh/host-key-book.ts';
import { sshConfigLookUp } from './transport/ssh-config/look-up.ts';

/** Milliseconds that one frame without a timeout of its own may take. */
const COMMAND_TIMEOUT = 300_000;

/** The composition root: only here is the process looked at. */
async function main(): Promise<number> {
  const around: Surroundings = { isTerminal: process.stdout.isTTY, columns: process.stdout.columns, env: process.env };
  const asked = await parseArgv(process.argv.slice(2), chooseFormat(null, around).width);
  switch (asked.kind) {
    case 'help':
      terminal.out(`${asked.text}\n`);
      return 0;
    case 'version':
      terminal.out(`bulwark ${version()}\n`);
      return 0;
    case 'refused':
      return refuseUsage(asked.diagnostics, around);
    case 'run':
      return run(asked, around);
  }
}

/** Standard output is the result. */
const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

function refuseUsage(diagnostics: readonly Diagnostic[], around: Surroundings): number {
  terminal.err(renderDiagnostics(diagnostics, () => undefined, chooseFormat(null, around).width));
  terminal.err('exit 5: bad input, no host was contacted\n');
  return 5;
}

async function run({ invocation, given }: Extract<ParsedArgv, { kind: 'run' }>, around: Surroundings): Promise<number> {
  const files = diskFiles();
  const choice = chooseFormat(invocation.format, around);
  const options: Omit<TextOptions, 'width' | 'times'> = {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    verbosity: invocation.verbosity,
    quiet: invocation.quiet,
    diff: invocation.diff,
    who: operator(),
    version: version(),
    limit: invocation.limit,
    command: operatorCommand(given),
    diagnostics: (diagnostics, width) => renderDiagnostics(diagnostics, files.textOf, width).split('\n').slice(0, -1),
  };
  const renderer = rendererFor(choice, options, terminal, Date.now);
  const isDialogue = invocation.command === 'init' || invocation.command.startsWith('hostkeys');
  const stopping = startStopping({
    say: isDialogue ? () => undefined : renderer.say,
    leave: (exit) => process.exit(exit),
  });
  process.on('SIGINT', () => stopping.strike('SIGINT'));
  process.on('SIGTERM', () => stopping.strike('SIGTERM'));
  const story = startStory();
  const show = (event: RunEvent): void => {
    tell(story, event);
    renderer.show(event);
  };
  const confirm: AppPorts['confirm'] = async (verb) => {
    renderer.pause();
    const ask = (question: string): Promise<string | null> =>
      askLine({ input: process.stdin, output: process.stderr }, question, stopping.stop);
    const say = (line: string): void => terminal.err(`${line}\n`);
    const yes = await confirmChange(verb, {
      preview: (whole) => previewText(story, whole, { ...options, width: choice.width, times: false }),
      say,
      ask,
    });
    renderer.resume();
    return yes;
  };
  try {
    return await runCommand(invocation, {
      ...inputPorts(files),
      ...dialoguePorts(stopping, choice.width, askDuringRun(renderer)),
      engine: enginePorts(stopping, askDuringRun(renderer)),
      now: Date.now,
      run: newRunId(new Date(), Math.random),
      show,
      print: printLines,
      confirm,
      stoppedBy: stopping.stoppedBy,
    });
  } finally {
    await renderer.end();
  }
}

const printLines = (lines: readonly string[]): void => terminal.out(lines.map((line) => `${line}\n`).join(''));

const inputPorts = (files: AppPorts['files']): InputPorts => ({
  files,
  othersMay: (path) => othersMay(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }),
  foldersAbove: foldersAbove(process.cwd()),
  home: process.env['HOME'] ?? userInfo().homedir,
  env: process.env,
  user: userInfo().username,
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  askPassword: (prompt) => askSecret({ input: process.stdin, output: process.stderr }, prompt),
  askSshConfig: sshConfigLookUp({
    home: userInfo().homedir, // where ssh looks, whatever HOME says
    user: userInfo().username,
    uid: process.getuid?.() ?? 0,
    hostname: hostname(),
    env: process.env,
  }),
  compile: compileRun,
});

/** Of commands that ask, show host keys and write projects. */
function dialoguePorts(
  { stop }: Stopping,
  width: number,
  ask: AskPassword | undefined,
): Pick<AppPorts, 'desk' | 'hostKeys' | 'project'> {
  return {
    desk: deskOf({ input: process.stdin, output: process.stderr }, terminal, width, stop),
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
      shipped: (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'),
      folderName: basename(process.cwd()),
      write: (written) => writeNewFiles(process.cwd(), written),
    },
  };
}

/** Passphrases and the questions of hosts; undefined when nobody is there to ask. */
function askDuringRun(renderer: { pause(): void; resume(): void }): AskPassword | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question) => {
    renderer.pause();
    const answer = await askSecret({ input: process.stdin, output: process.stderr }, question);
    renderer.resume();
    return answer;
  };
}

function newConnector(ask: AskPassword | undefined): RunConnector {
  const agentSocket = process.env['SSH_AUTH_SOCK'];
  const keys = { home: process.env['HOME'] ?? userInfo().homedir, ...(agentSocket !== undefined && { agentSocket }) };
  return createConnector({ keys, localUser: userInfo().username, ...(ask !== undefined && { ask }) });
}

function enginePorts({ stop, kill }: Stopping, ask: AskPassword | undefined): EnginePorts {
  const connector = newConnector(ask);
  const gates = { command: gateCommand, read: parseGate, limit: gateDuration };
  return {
    run: ({ plan, binder, mode, targets, ...options }, emit) =>
      runPlaybook(
        { plan, binder, mode, options: { ...options, who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, emit, stop, kill },
      ).finally(connector.close),
    rollback: ({ plan, undo, targets, ...options }, emit) =>
      runRollback(
        { plan, undo, options: { ...options, disrupt: 'process', who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, emit, stop, kill },
      ).finally(connector.close),
  };
}

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

const operator = (): string => `${userInfo().username}@${hostname().split('.')[0] ?? ''}`;

const version = (): string =>
  /"version": "([^"]+)"/.exec(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))?.[1] ?? '?';

/** The working directory and all above it, as relative paths: `.`, `..`, `../..`. */
function foldersAbove(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(relative(start, folder) || '.');
    if (dirname(folder) === folder) return folders;
  }
}

// A reader that went away (`| head`) takes the output, never the run: what was begun on the hosts goes on to its end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1);
});
process.stderr.on('error', () => {});
try {
  process.exitCode = await main();
} catch (error) {
  // What is no mistake of the operator and no trouble of a host is ours.
  writeSync(
    2,
    `${error instanceof Error ? error.stack : String(error)}\nthis is a bug of Bulwark; please report it with the lines above\nexit 1: a bug of Bulwark\n`,
  );
  process.exit(1);
}
