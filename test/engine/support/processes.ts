import { readFileSync, readdirSync } from 'node:fs';

/** What `ps` shows of every process of this machine, arguments separated by spaces. */
export const commandLines = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });

export const isRunning = (text: string): boolean => commandLines().some((line) => line.includes(text));

/** Looks at every process, over and over, until `end` is called: which then says whether the text was ever seen. */
export function watchFor(text: string): { end(): boolean } {
  let seen = false;
  const timer = setInterval(() => void (seen ||= isRunning(text)), 2);
  return {
    end: () => {
      clearInterval(timer);
      return seen || isRunning(text);
    },
  };
}
