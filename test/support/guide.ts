import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

/** A shell that remembers its folder and its exported variables from one command to the next. */
export interface GuideShell {
  run(command: string, input?: string): Promise<Answer>;
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

/** A bash in this folder with these variables beside our own. */
export function guideShell(start: string, env: Readonly<Record<string, string>>): GuideShell {
  let folder = start;
  let variables: Readonly<Record<string, string | undefined>> = { ...process.env, NO_COLOR: '1', ...env };
  return {
    folder: () => folder,
    run: async (command, input = '') => {
      const child = spawn('bash', ['-c', `${command}\n${report}`], {
        cwd: folder,
        env: variables,
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      });
      child.stdin?.on('error', () => undefined).end(input); // it may end without reading
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
  };
}

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
