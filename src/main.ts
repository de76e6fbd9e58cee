import { writeSync } from 'node:fs';

import { historyPlace } from './app/history-place.ts';
import type { Invocation } from './app/invocation.ts';
import { keptWords } from './app/kept-words.ts';
import type { AppPorts, HistoryPorts, InputPorts } from './app/ports.ts';
import { recordRun } from './app/record-run.ts';
import type { RunRecorder } from './app/record-run.ts';
import { runCommand } from './app/run-command.ts';
import { askLine, askSecret } from './cli/ask.ts';
import { chooseRun } from './cli/choose-run.ts';
import { confirmChange } from './cli/confirm.ts';
import { historyText } from './cli/history-text.ts';
import { operatorCommand } from './cli/operator-command.ts';
import { parseArgv } from './cli/parse-argv.ts';
import type { ParsedArgv } from './cli/parse-argv.ts';
import { rawWords } from './cli/raw-options.ts';
import { newRunId } from './cli/run-id.ts';
import { rendererFor } from './cli/show-run.ts';
import { startStopping } from './cli/signals.ts';
import { enginePorts, inputPorts, operator, planPorts, version } from './compose.ts';
import type { Diagnostic } from './domain/diagnostic.ts';
import type { RunEvent } from './domain/event.ts';
import { chooseFormat } from './render/choose.ts';
import type { Surroundings } from './render/choose.ts';
import { renderDiagnostics } from './render/diagnostic.ts';
import { jsonEvent } from './render/json-event.ts';
import { previewText } from './render/preview-text.ts';
import type { Terminal } from './render/terminal.ts';
import { startStory, tell } from './render/story.ts';
import type { TextOptions } from './render/text-options.ts';
import { gitState } from './store/git-state.ts';
import { readHistory } from './store/history/reader.ts';
import { readHead, signHead, whoSigned } from './store/history/sign.ts';
import { startHistoryWriter } from './store/history/writer.ts';
import { diskFiles, digestOfFile } from './store/source-files.ts';
import type { DiskFiles } from './store/source-files.ts';

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

async function run(asked: Extract<ParsedArgv, { kind: 'run' }>, around: Surroundings): Promise<number> {
  const files = diskFiles();
  const inputs: InputPorts = {
    ...inputPorts(files),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    askPassword: (prompt) => askSecret({ input: process.stdin, output: process.stderr }, prompt),
  };
  const history = historyPorts(inputs, around, asked.invocation);
  const chosen = chooseRun(asked, history, { folder: process.cwd(), files, digest: digestOfFile });
  if (!chosen.ok) return refuseUsage(chosen.diagnostics, around);
  const { invocation, given } = chosen.value;
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
    recorded: history.place !== null,
    diagnostics: (diagnostics, width) => renderDiagnostics(diagnostics, files.textOf, width).split('\n').slice(0, -1),
  };
  const renderer = rendererFor(choice, options, terminal, Date.now);
  const stopping = startStopping({ say: renderer.say, leave: (exit) => process.exit(exit) });
  process.on('SIGINT', () => stopping.strike('SIGINT'));
  process.on('SIGTERM', () => stopping.strike('SIGTERM'));
  const story = startStory();
  const recorder = recorderFor(history.place, { invocation, given }, files, renderer.say);
  process.on('exit', () => recorder?.leave());
  const show = (event: RunEvent): void => {
    tell(story, event);
    renderer.show(event);
    recorder?.add(event);
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
  const { rehearse, ...engine } = enginePorts(stopping);
  try {
    return await runCommand(invocation, {
      ...inputs,
      history,
      engine,
      plans: planPorts(rehearse),
      now: Date.now,
      run: newRunId(new Date(), Math.random),
      show,
      print: printLines,
      confirm,
      stoppedBy: stopping.stoppedBy,
    });
  } finally {
    await renderer.end();
    await recorder?.close();
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
      given: keptWords(given, files),
      folder: process.cwd(),
      undo: invocation.command === 'rollback' ? invocation.run : null,
    },
    {
      writer: startHistoryWriter(place, tellWhy),
      encode: (event) => JSON.stringify(jsonEvent(event)),
      digests: () => files.digests(),
      git: gitState,
    },
  );
}

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

const printLines = (lines: readonly string[]): void => terminal.out(lines.map((line) => `${line}\n`).join(''));

// A reader that went away (`| head`) takes the output, never the run: what was begun on the hosts goes on to its end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1);
});
process.stderr.on('error', () => {});
// No `await` here: the program as one file is CommonJS.
void main().then(
  (exit) => {
    process.exitCode = exit;
  },
  (error: unknown) => {
    // What is no mistake of the operator and no trouble of a host is ours.
    writeSync(
      2,
      `${error instanceof Error ? error.stack : String(error)}\nthis is a bug of Bulwark; please report it with the lines above\nexit 1: a bug of Bulwark\n`,
    );
    process.exit(1);
  },
);
