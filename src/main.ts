import { readFileSync, writeSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, relative } from 'node:path';

import { compileRun } from './app/compile-run.ts';
import type { AppPorts, EnginePorts } from './app/ports.ts';
import { shellWords } from './app/shell-words.ts';
import { runCommand } from './app/run-command.ts';
import { askLine, askSecret } from './cli/ask.ts';
import { confirmChange } from './cli/confirm.ts';
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
import { runPlaybook } from './engine/run.ts';
import { runRollback } from './engine/run-rollback.ts';
import { gateCommand, gateDuration } from './modules/gate/command.ts';
import { parseGate } from './modules/gate/report.ts';
import { chooseFormat } from './render/choose.ts';
import type { Surroundings } from './render/choose.ts';
import { renderDiagnostics } from './render/diagnostic.ts';
import { previewText } from './render/preview-text.ts';
import type { Terminal } from './render/terminal.ts';
import { maskedEvent } from './render/secrecy/masked-event.ts';
import { createRedactor } from './render/secrecy/redactor.ts';
import { startStory, tell } from './render/story.ts';
import type { TextOptions } from './render/text-options.ts';
import { isArmoured, openAge, recipientCount, recipientOf, sealAge } from './store/age.ts';
import { editPrivately } from './store/private-edit.ts';
import { createFile, replaceFile } from './store/replace-file.ts';
import { runProgram } from './store/run-program.ts';
import { diskFiles } from './store/source-files.ts';
import { openVault } from './store/vault.ts';
import { createConnector } from './transport/connector.ts';

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

/** Every secret of this process; whatever is shown passes through `secrets.mask`. */
const secrets = createRedactor();

/** Standard output is the result. */
const terminal: Terminal = {
  out: (text) => void process.stdout.write(secrets.mask(text)),
  err: (text) => void process.stderr.write(secrets.mask(text)),
};

/** JSON lines are masked as events: words that programs read stay as they are. */
const rawTerminal: Terminal = { ...terminal, out: (text) => void process.stdout.write(text) };

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
    diagnostics: (diagnostics, width) =>
      renderDiagnostics(diagnostics, maskedSource(files), width).split('\n').slice(0, -1),
  };
  const renderer = rendererFor(choice, options, choice.format === 'jsonl' ? rawTerminal : terminal, Date.now);
  const stopping = startStopping({ say: renderer.say, leave: (exit) => process.exit(exit) });
  process.on('SIGINT', () => stopping.strike('SIGINT'));
  process.on('SIGTERM', () => stopping.strike('SIGTERM'));
  const story = startStory();
  const show = (told: RunEvent): void => {
    const event = maskedEvent(told, secrets);
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
      secretFiles: secretFiles(stopping),
      engine: enginePorts(stopping),
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

const inputPorts = (
  files: AppPorts['files'],
): Omit<AppPorts, 'engine' | 'secretFiles' | 'now' | 'run' | 'show' | 'print' | 'confirm' | 'stoppedBy'> => ({
  files,
  othersMay: (path) => othersMay(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }),
  foldersAbove: foldersAbove(process.cwd()),
  home: process.env['HOME'] ?? userInfo().homedir,
  env: process.env,
  user: userInfo().username,
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  askPassword: (prompt) => askSecret({ input: process.stdin, output: process.stderr }, prompt),
  compile: compileRun,
  secrets,
  ciphers: { openVault, openAge },
  runProgram,
});

/** Lines around a mistake, as they may be shown. */
const maskedSource =
  (files: AppPorts['files']) =>
  (path: string): string | undefined => {
    const text = files.textOf(path);
    return text === undefined ? undefined : secrets.mask(text);
  };

const secretFiles = ({ stop, strike }: Stopping): AppPorts['secretFiles'] => ({
  sealAge,
  isArmoured,
  recipientCount,
  recipientOf,
  replace: replaceFile,
  create: createFile,
  // The one place where plain text is shown: it was asked for.
  show: (bytes, force) => (process.stdout.isTTY || force) && (process.stdout.write(bytes), true),
  edit: (request) => {
    process.once('SIGHUP', () => strike('SIGTERM'));
    return editPrivately(request, {
      editor: shellWords(process.env['VISUAL'] ?? process.env['EDITOR'] ?? 'vi') ?? [],
      env: process.env,
      rooms: [process.env['XDG_RUNTIME_DIR'] ?? '', `/run/user/${process.getuid?.() ?? 0}`, '/dev/shm'],
      stop,
      atExit: (action) => process.once('exit', action),
    });
  },
  ask: (question) => askLine({ input: process.stdin, output: process.stderr }, question, stop),
});

function enginePorts({ stop, kill }: Stopping): EnginePorts {
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
    rollback: ({ plan, undo, targets, ...options }, emit) =>
      runRollback(
        { plan, undo, options: { ...options, disrupt: 'process', who: operator(), commandTimeout: COMMAND_TIMEOUT } },
        { connector, targets, clock: systemClock, gates, secrets, emit, stop, kill },
      ),
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
    `${secrets.mask(String(error instanceof Error ? error.stack : error))}\nthis is a bug of Bulwark; please report it with the lines above\nexit 1: a bug of Bulwark\n`,
  );
  process.exit(1);
}
