import { spawn } from 'node:child_process';

/** A program on a terminal of its own, to type into. */
export interface TypedInto {
  type(keys: string): void;
  /** What has been shown since the last call, once it matches; throws after `seconds`. */
  shows(pattern: RegExp, seconds?: number): Promise<string>;
  close(): Promise<void>;
}

/** Runs a shell command line on a pseudo terminal of script(1). */
export function onTerminal(
  command: string,
  about: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): TypedInto {
  const child = spawn('script', ['-qec', command, '/dev/null'], { ...about, stdio: ['pipe', 'pipe', 'ignore'] });
  let shown = '';
  let wake = (): void => {};
  child.stdout.on('data', (chunk: Buffer) => {
    shown = (shown + chunk.toString()).replaceAll(/\u001b\[\?2004[hl]/g, '');
    wake();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    type: (keys) => void child.stdin.write(keys),
    shows: async (pattern, seconds = 30) => {
      const end = Date.now() + seconds * 1000;
      while (!pattern.test(shown)) {
        const left = end - Date.now();
        if (left <= 0)
          throw new Error(`${String(pattern)} was not shown in ${seconds} s but: ${JSON.stringify(shown)}`);
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, left);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      const text = shown;
      shown = '';
      return text;
    },
    close: async () => {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}
