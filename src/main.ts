import { writeSync } from 'node:fs';

import type { AppPorts } from './app/ports.ts';
import { runCommand } from './app/run-command.ts';
import { askLine, askSecret } from './cli/ask.ts';
import { confirmChange } from './cli/confirm.ts';
import { operatorCommand } from './cli/operator-command.ts';
import { parseArgv } from './cli/parse-argv.ts';
import type { ParsedArgv } from './cli/parse-argv.ts';
import { newRunId } from './cli/run-id.ts';
import { rendererFor } from './cli/show-run.ts';
import { startStopping } from './cli/signals.ts';
import { enginePorts, inputPorts, operator, planPorts, version } from './compose.ts';
import type { Diagnostic } from './domain/diagnostic.ts';
import type { RunEvent } from './domain/event.ts';
import { chooseFormat } from './render/choose.ts';
import type { Surroundings } from './render/choose.ts';
import { renderDiagnostics } from './render/diagnostic.ts';
import { previewText } from './render/preview-text.ts';
import type { Terminal } from './render/terminal.ts';
import { startStory, tell } from './render/story.ts';
import type { TextOptions } from './render/text-options.ts';
import { diskFiles } from './store/source-files.ts';

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
  const stopping = startStopping({ say: renderer.say, leave: (exit) => process.exit(exit) });
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
  const { rehearse, ...engine } = enginePorts(stopping);
  try {
    return await runCommand(invocation, {
      ...inputPorts(files),
      interactive: process.stdin.isTTY && process.stderr.isTTY,
      askPassword: (prompt) => askSecret({ input: process.stdin, output: process.stderr }, prompt),
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
  }
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
