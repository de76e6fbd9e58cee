import { z } from 'zod';

/** Loaded into the process that is measured (`NODE_OPTIONS=--import=...`): at its end it says what it took. */
export const reporter = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from 'node:fs';
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    writeSync(2, '\\n' + JSON.stringify({ peak, cpu: (userCPUTime + systemCPUTime) / 1000 }) + '\\n');
  });
`)}`;

/** KiB of memory and milliseconds of CPU, of the process that did the work: the one that took most. */
export function costOf(stderr: string): z.infer<typeof costShape> {
  const reports = [...stderr.matchAll(/^\{"peak".*\}$/gm)].map(([line]) => costShape.parse(JSON.parse(line)));
  const [first] = reports.toSorted((a, b) => b.cpu - a.cpu);
  if (first === undefined) throw new Error(`the process did not say what it took:\n${stderr}`);
  return first;
}

const costShape = z.object({ peak: z.number(), cpu: z.number() });
