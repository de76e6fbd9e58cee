import { spawn } from 'node:child_process';

/** A program on a terminal of its own, as a person sits before it. */
export interface Pty {
  /** Waits until the text shows after what was waited for before; throws with the screen when it does not. */
  waitFor(text: string, milliseconds?: number): Promise<void>;
  type(text: string): void;
  /** All that was shown, without carriage returns. */
  screen(): string;
  readonly ended: Promise<{ readonly exit: number; readonly screen: string }>;
}

/** Runs a shell command on a pty of so many columns, through util-linux's `script`. Its echo is on. */
export function onTerminal(command: string, options: { columns: number; env?: Readonly<Record<string, string>> }): Pty {
  const words = ['-qefc', `stty cols ${options.columns} rows 24; ${command}`, '/dev/null'];
  const child = spawn('script', words, { env: { ...process.env, TERM: 'xterm', ...options.env } });
  let text = '';
  let seen = 0;
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString().replaceAll('\r', '');
    for (const look of waiting) look();
  });
  const ended = new Promise<{ exit: number; screen: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      for (const look of waiting) look();
      resolve({ exit: code ?? -1, screen: text });
    });
  });
  return {
    screen: () => text,
    type: (typed) => void child.stdin.write(typed),
    ended,
    waitFor: (wanted, milliseconds = 30_000) =>
      new Promise((resolve, reject) => {
        const give = (error?: Error): void => {
          clearTimeout(timer);
          waiting.delete(look);
          if (error === undefined) resolve();
          else reject(error);
        };
        const look = (): void => {
          const at = text.indexOf(wanted, seen);
          if (at !== -1) {
            seen = at + wanted.length;
            give();
          } else if (child.exitCode !== null) give(new Error(`it ended before it said ${wanted}:\n${text}`));
        };
        const timer = setTimeout(() => give(new Error(`it does not say ${wanted}:\n${text}`)), milliseconds);
        waiting.add(look);
        look();
      }),
  };
}
