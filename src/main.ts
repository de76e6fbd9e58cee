import { writeSync } from 'node:fs';

import type { followRun } from './after-run.ts';
import { historyPlace, stateFolder } from './app/history-place.ts';
import type { Invocation } from './app/invocation.ts';
import { keptWords } from './app/kept-words.ts';
import type { AppPorts, HistoryPorts, InputPorts, TaskAnswer } from './app/ports.ts';
import { otelTarget } from './app/otel-target.ts';
import { readProjectConfig } from './app/project-config.ts';
import type { ProjectConfig } from './app/project-config.ts';
import { recordRun } from './app/record-run.ts';
import type { RunRecorder } from './app/record-run.ts';
import { shellWords } from './app/shell-words.ts';
import { runCommand } from './app/run-command.ts';
import { askLine, askSecret } from './cli/ask.ts';
import { chooseRun, isResumed } from './cli/choose-run.ts';
import { askTask, confirmChange } from './cli/confirm.ts';
import { deskOf } from './cli/desk.ts';
import { historyText } from './cli/history-text.ts';
import { operatorCommand } from './cli/operator-command.ts';
import { parseArgv } from './cli/parse-argv.ts';
import type { ParsedArgv } from './cli/parse-argv.ts';
import { rawWords } from './cli/raw-options.ts';
import type { RawOptions } from './cli/raw-options.ts';
import { newRunId } from './cli/run-id.ts';
import { repairsHere } from './cli/repairs-here.ts';
import { rendererFor } from './cli/show-run.ts';
import { startStopping } from './cli/signals.ts';
import {
  dialoguePorts,
  enginePorts,
  evidencePorts,
  inputPorts,
  operator,
  planPorts,
  schedulePorts,
  version,
} from './compose.ts';
import type { Stopping } from './cli/signals.ts';
import type { Diagnostic } from './domain/diagnostic.ts';
import type { RunEvent } from './domain/event.ts';
import { HistoryError } from './domain/history.ts';
import { foldNodes } from './domain/node-set.ts';
import { isPasswordVariable } from './domain/our-passwords.ts';
import type { AskPassword } from './domain/session.ts';
import { sha256 } from './domain/sha256.ts';
import { chooseFormat } from './render/choose.ts';
import type { Surroundings } from './render/choose.ts';
import { renderDiagnostics } from './render/diagnostic.ts';
import { escapeControls } from './render/host-text.ts';
import { jsonEvent } from './render/json-event.ts';
import { ownTexts } from './own-texts.ts';
import { pageText } from './render/page-text.ts';
import { previewText } from './render/preview-text.ts';
import type { Terminal } from './render/terminal.ts';
import { createRedactor } from './render/secrecy/redactor.ts';
import { hostsInWork, startStory, tell } from './render/story.ts';
import type { TextOptions } from './render/text-options.ts';
import { gitState } from './store/git-state.ts';
import type { MemoryPort } from './render/quiet.ts';
import { conditionMemory } from './store/condition-memory.ts';
import { readHistory } from './store/history/reader.ts';
import { readHead, signHead, whoSigned } from './store/history/sign.ts';
import { startHistoryWriter } from './store/history/writer.ts';
import { diskFiles, digestOfFile } from './store/source-files.ts';
import type { DiskFiles } from './store/source-files.ts';
import { isArmoured, recipientCount, recipientOf } from './store/age.ts';
import { editPrivately } from './store/private-edit.ts';
import { createFile } from './store/create-file.ts';
import { replaceFile } from './store/replace-file.ts';

/** The command line: reads the words, composes what they need, and ends with the exit code. */
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
    case 'complete':
      await (await import('./complete.ts')).completeLine(asked.words);
      return 0;
    case 'run':
      return run(asked, around);
  }
}

const environment = takeEnvironment();

/** Ours, with the passwords in it; what we start inherits the rest: ssh hands its environment to every ProxyCommand. */
function takeEnvironment(): InputPorts['env'] {
  const all = { ...process.env };
  for (const name of Object.keys(all)) if (isPasswordVariable(name)) delete process.env[name];
  return all;
}

/** Every secret of this process; whatever is shown passes through `secrets.mask`. */
const secrets = createRedactor();

/** Standard output is the result. */
const terminal: Terminal = {
  out: (text) => void process.stdout.write(secrets.mask(text)),
  err: (text) => void process.stderr.write(secrets.mask(text)),
};

/** A question may hold what a host said. Masked once more, since what is hidden in a text could break a secret in two. */
const shownQuestion = (text: string): string => secrets.mask(visibleLines(secrets.mask(text)));

/** JSON lines are masked as events: words that programs read stay as they are. */
const rawTerminal: Terminal = { ...terminal, out: (text) => void process.stdout.write(text) };

function refuseUsage(diagnostics: readonly Diagnostic[], around: Surroundings): number {
  terminal.err(renderDiagnostics(diagnostics, () => undefined, chooseFormat(null, around).width));
  terminal.err('exit 5: bad input, no host was contacted\n');
  return 5;
}

async function run(asked: Extract<ParsedArgv, { kind: 'run' }>, around: Surroundings): Promise<number> {
  const files = diskFiles();
  const inputs: InputPorts = {
    ...inputPorts(files, secrets, environment),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    askPassword: (prompt) => askSecret({ input: process.stdin, output: process.stderr }, prompt),
  };
  const history = historyPorts(inputs, around, asked.invocation);
  const chosen = chooseRun(asked, history, { folder: process.cwd(), files, digest: digestOfFile });
  if (!chosen.ok) return refuseUsage(chosen.diagnostics, around);
  const { invocation, given } = chosen.value;
  const choice = chooseFormat(invocation.format, around);
  const config = readProjectConfig(inputs);
  const options: Omit<TextOptions, 'width' | 'times'> = {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    verbosity: invocation.verbosity,
    quiet: invocation.quiet,
    diff: invocation.diff,
    byHost: 'byHost' in invocation && invocation.byHost,
    ...(invocation.command === 'assess' && {
      assess: { by: invocation.by, score: invocation.score, repairs: repairsHere(invocation.playbook, files) },
    }),
    who: operator(),
    version: version(),
    limit: isResumed(invocation) ? null : invocation.limit,
    partial: ['tags', 'skip-tags', 'start-at-task'].some((name) => given.values.has(name)),
    command: operatorCommand(given, config.ok ? config.value : null),
    recorded: history.place !== null,
    diagnostics: (diagnostics, width) =>
      renderDiagnostics(diagnostics, maskedSource(files), width).split('\n').slice(0, -1),
  };
  const shown = choice.format === 'jsonl' ? rawTerminal : terminal;
  const renderer = rendererFor(choice, options, shown, Date.now, () => process.stdout.columns || choice.width, {
    report: invocation.report,
    memory: around.isTerminal ? null : memoryOf(invocation, given, inputs),
  });
  const story = startStory();
  const isDialogue = invocation.command === 'init' || invocation.command.startsWith('hostkeys');
  const stopping = startStopping({
    say: isDialogue ? () => undefined : renderer.say,
    inWork: () => foldNodes(hostsInWork(story)),
    leave: (exit) => process.exit(exit),
  });
  process.on('SIGINT', () => stopping.strike('SIGINT'));
  process.on('SIGTERM', () => stopping.strike('SIGTERM'));
  const recorder = recorderFor(history.place, { invocation, given }, files, renderer.say);
  process.on('exit', () => recorder?.leave());
  const follower = await followerOf(invocation, config.ok ? config.value : null, renderer.say);
  const show = (told: RunEvent): void => {
    const event = secrets.maskEvent(told);
    tell(story, event);
    renderer.show(event);
    recorder?.add(event);
    follower?.add(event);
  };
  const preview = (whole: boolean): readonly string[] =>
    previewText(story, whole, { ...options, width: choice.width, times: false });
  const confirm = async (verb: string): Promise<boolean> => {
    renderer.pause();
    const yes = await confirmChange(verb, {
      preview,
      say: (line) => terminal.err(`${line}\n`),
      ask: (text) => askLine({ input: process.stdin, output: process.stderr }, text, stopping.stop),
    });
    renderer.resume();
    return yes;
  };
  const confirmTask = async (task: string): Promise<TaskAnswer> => {
    renderer.pause();
    const answer = await askTask(task, {
      say: (line) => terminal.err(`${line}\n`),
      ask: (text) => askLine({ input: process.stdin, output: process.stderr }, shownQuestion(text), stopping.stop),
    });
    renderer.resume();
    return answer;
  };
  const answer = async (question: string, echo: boolean): Promise<string | null> => {
    renderer.pause();
    const place = { input: process.stdin, output: process.stderr };
    const typed = echo
      ? await askLine(place, shownQuestion(question), stopping.stop)
      : ((await askSecret(place, shownQuestion(question)))?.reveal() ?? null);
    renderer.resume();
    return typed;
  };
  const ask = askDuringRun(renderer);
  /** Only of a command that is a run: the others do not open the history for it. */
  let runId: string | null = null;
  const { rehearse, ...engine } = enginePorts(stopping, secrets, ask);
  try {
    return await runCommand(invocation, {
      ...inputs,
      secretFiles: secretFiles(stopping),
      ...dialoguePorts(stopping.stop, ask),
      desk: deskOf({ input: process.stdin, output: process.stderr }, terminal, choice.width, stopping.stop),
      history,
      schedules: schedulePorts(stopping.stop),
      engine,
      plans: planPorts(rehearse),
      evidence: evidencePorts,
      git: gitState,
      folder: process.cwd(),
      now: Date.now,
      run: () => (runId ??= newRunId(new Date(), Math.random, takenIds(history))),
      show,
      print: (lines) => printLines(lines.map(escapeControls)),
      printProgram: (text) => terminal.out(process.stdout.isTTY ? visibleLines(text) : text),
      confirm,
      confirmTask,
      answer,
      page: (page) => printLines(pageText(page, choice.width)),
      own: ownTexts,
      stoppedBy: stopping.stoppedBy,
    });
  } finally {
    await renderer.end();
    await recorder?.close();
    await follower?.close();
  }
}

/** Metrics and traces; null: nobody wants them. What is not sent is no news for a mail. */
async function followerOf(
  { metricsFile, quiet }: Invocation,
  config: ProjectConfig | null,
  say: (line: string) => void,
): Promise<ReturnType<typeof followRun> | null> {
  const destinations = {
    metricsFile: metricsFile ?? config?.report.metricsFile ?? null,
    otel: otelTarget(environment, config?.report.otel ?? null),
  };
  if (destinations.metricsFile === null && destinations.otel === null) return null;
  const { followRun: follow } = await import('./after-run.ts');
  return follow(destinations, { version: version(), who: operator() }, (why) => {
    if (!quiet) say(`warning  ${why}`);
  });
}

/** What was told of the same runs before: those of one project, command, playbook and choice of tasks. */
function memoryOf({ command }: Invocation, { operands, values }: RawOptions, inputs: InputPorts): MemoryPort {
  const chosen = ['inventory', 'tags', 'skip-tags', 'start-at-task'].map((name) => values.get(name) ?? []);
  const key = sha256(JSON.stringify([process.cwd(), command, operands, chosen])).slice(0, 16);
  return conditionMemory(`${stateFolder(inputs)}/conditions/${key}.json`, (why) => terminal.err(`warning  ${why}\n`));
}

/** What runs of this user are called already, as far as it can matter: a day has no more of them. */
function takenIds(history: HistoryPorts): ReadonlySet<string> {
  try {
    const reader = history.read();
    const ids = reader?.newestIds(1296) ?? [];
    reader?.close();
    return new Set(ids);
  } catch (error) {
    // Whoever writes the history tells what is wrong with it; a run goes on without.
    if (error instanceof HistoryError) return new Set();
    throw error;
  }
}

/** null: nothing is recorded. */
function recorderFor(
  place: string | null,
  { invocation, given }: Pick<Extract<ParsedArgv, { kind: 'run' }>, 'invocation' | 'given'>,
  files: DiskFiles,
  say: (line: string) => void,
): RunRecorder | null {
  if (place === null) return null;
  const tellWhy = (why: string): void => say(`warning  this run is not recorded whole, and goes on. ${why}`);
  return recordRun(
    {
      who: operator(),
      version: version(),
      folder: process.cwd(),
      undo: invocation.command === 'rollback' ? invocation.run : null,
    },
    {
      writer: startHistoryWriter(place, tellWhy),
      encode: (event) => JSON.stringify(jsonEvent(event)),
      given: () => keptWords(given, files, secrets),
      digests: () => files.digests(),
      git: gitState,
    },
  );
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

/** Lines around a mistake, as they may be shown. */
const maskedSource =
  (files: AppPorts['files']) =>
  (path: string): string | undefined => {
    const text = files.textOf(path);
    return text === undefined ? undefined : secrets.mask(text);
  };

const secretFiles = ({ stop, strike }: Stopping): AppPorts['secretFiles'] => ({
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

function historyPorts(
  inputs: Parameters<typeof historyPlace>[0],
  around: Surroundings,
  { format, verbosity, diff }: Invocation,
): HistoryPorts {
  const place = historyPlace(inputs);
  return {
    place,
    read: () => (place === null ? null : readHistory(place)),
    sign: signHead,
    signedHead: readHead,
    whoSigned,
    tell: (answer) => {
      const about = answer.kind === 'run' ? answer.run.about : null;
      const options = {
        width: chooseFormat(null, around).width,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        times: false,
        verbosity,
        quiet: false,
        diff,
        who: about?.who ?? operator(),
        version: about?.version ?? version(),
        limit: about?.given.values['limit']?.at(-1) ?? null,
        command: operatorCommand(rawWords(about?.given)),
        recorded: true,
        diagnostics: (diagnostics: readonly Diagnostic[], width: number) =>
          renderDiagnostics(diagnostics, () => undefined, width)
            .split('\n')
            .slice(0, -1),
      };
      printLines(historyText(answer, { ...options, jsonl: format === 'jsonl' }, Date.now()));
    },
  };
}

/** What is no mistake of the operator and no trouble of a host is ours. */
function bug(error: unknown): void {
  writeSync(
    2,
    `${secrets.mask(String(error instanceof Error ? error.stack : error))}\nthis is a bug of Bulwark; please report it with the lines above\nexit 1: a bug of Bulwark\n`,
  );
  process.exit(1);
}

/** On a terminal a script that carries a host's or a playbook's texts is only looked at. */
const visibleLines = (text: string): string => text.split('\n').map(escapeControls).join('\n');

const printLines = (lines: readonly string[]): void => terminal.out(lines.map((line) => `${line}\n`).join(''));

// A reader that went away (`| head`) takes the output, never the run: what was begun on the hosts goes on to its end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1);
});
process.stderr.on('error', () => {});
process.on('uncaughtException', bug);
// No `await` here: the program as one file is CommonJS.
void main().then((exit) => {
  process.exitCode = exit;
}, bug);
