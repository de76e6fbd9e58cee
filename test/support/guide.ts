import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { onTerminal } from './pty.ts';

/** A command that a guide tells its reader to type: a line `$ COMMAND   # exit 3: remark` in a `console` block. */
export interface GuideCommand {
  readonly text: string;
  /** 0 unless the remark says another one. */
  readonly exit: number;
}

/** What a command left; standard output and standard error in one, as on a terminal. */
export interface Answer {
  readonly exit: number;
  readonly output: string;
}

/** A question of a program, as far as its last line says it, and what is typed then. */
export type Dialogue = readonly (readonly [question: string, answer: string])[];

/** A shell that remembers its folder and its exported variables from one command to the next. */
export interface GuideShell {
  run(command: string): Promise<Answer>;
  /** On a terminal of 80 columns. Questions come in the order of the dialogue; one that is not asked is left out. */
  onTerminal(command: string, dialogue?: Dialogue): Promise<Answer>;
  /** Where it is now. */
  folder(): string;
}

/** All commands of a guide, in its order; a line that ends with a backslash goes on in the next. */
export function guideCommands(path: string): readonly GuideCommand[] {
  return [...readFileSync(path, 'utf8').matchAll(/^```console\n(.*?)^```$/gms)]
    .flatMap(([, block = '']) => block.replaceAll(/\\\n>? */g, '').split('\n'))
    .flatMap((line) => {
      const [, text, remark = ''] = /^\$ (.*?)(?: {2,}# ?(.*))?$/.exec(line) ?? [];
      return text === undefined ? [] : [{ text, exit: Number(/^exit (\d+)/.exec(remark)?.[1] ?? 0) }];
    });
}

/** A bash in this folder with these variables beside our own; behind `within`, words of a program that starts another. */
export function guideShell(
  start: string,
  env: Readonly<Record<string, string>>,
  within: readonly string[] = [],
): GuideShell {
  let folder = start;
  let variables: Readonly<Record<string, string>> = { ...ownVariables(), NO_COLOR: '1', ...env };
  return {
    folder: () => folder,
    run: async (command) => {
      const [program, ...words] = [...within, 'bash', '-c', `${command}\n${report}`];
      const child = spawn(program, words, { cwd: folder, env: variables, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
      const [output, state] = [collect(child.stdout, child.stderr), collect(child.stdio[3])];
      const exit = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve(code ?? -1));
      });
      const [place, ...exported] = state().split('\0');
      if (place !== undefined && place !== '') {
        folder = place;
        variables = Object.fromEntries(exported.flatMap(assignment));
      }
      return { exit, output: output() };
    },
    onTerminal: async (command, dialogue = []) => {
      const words = [...within, 'env', `--chdir=${folder}`, 'timeout', '--foreground', '600', 'bash', '-c', command]
        .map(quoted)
        .join(' ');
      const terminal = onTerminal(words, { columns: 80, env: variables });
      for (const [question, answer] of dialogue) {
        const asked = terminal.waitFor(question, 300_000);
        if (await asked.then(() => true).catch(() => false)) terminal.type(`${answer}\n`); // else it ended without asking
      }
      const { exit, screen } = await terminal.ended;
      return { exit, output: screen };
    },
  };
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
const ownVariables = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Tells where the shell is and what it exports, and keeps the command's exit code. */
const report = 'code=$?; { printf "%s\\0" "$PWD"; env -0; } >&3; exit $code';

function assignment(entry: string): [string, string][] {
  const at = entry.indexOf('=');
  return at > 0 ? [[entry.slice(0, at), entry.slice(at + 1)]] : [];
}

function collect(...streams: readonly unknown[]): () => string {
  const chunks: Buffer[] = [];
  for (const stream of streams) if (isReadable(stream)) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

const isReadable = (stream: unknown): stream is NodeJS.ReadableStream =>
  typeof stream === 'object' && stream !== null && 'on' in stream;
