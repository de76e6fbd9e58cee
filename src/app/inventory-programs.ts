import type { InventoryPrograms, ProgramOutput } from '../domain/inventory-programs.ts';
import type { ProgramEnd } from '../domain/program-end.ts';
import { typedWords } from '../domain/typed-words.ts';
import { withoutPasswords } from '../domain/our-passwords.ts';
import type { InputPorts } from './ports.ts';

/** Runs inventories that are programs, once each, after somebody has asked for what they print. */
export interface ProgramRunner {
  readonly programs: InventoryPrograms;
  /** Runs what was asked for. False: there was nothing. */
  runWanted(): Promise<boolean>;
}

/** At once: a program may be asked for each host. */
const AT_ONCE = 8;

export function createProgramRunner({ inventoryPrograms, othersMay, env }: InputPorts): ProgramRunner {
  const known = new Map<string, ProgramOutput>();
  const wanted = new Map<string, readonly string[]>();
  const run = (path: string, args: readonly string[]): ProgramOutput => {
    const key = JSON.stringify([path, ...args]);
    const output = known.get(key);
    if (output !== undefined) return output;
    if (othersMay(path).write) return writable(path);
    wanted.set(key, [path, ...args]);
    return { kind: 'wanted' };
  };
  const runWanted = async (): Promise<boolean> => {
    const waiting = [...wanted];
    wanted.clear();
    const next = async (): Promise<void> => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const [key, argv] = job;
        known.set(key, outcome(argv, (await inventoryPrograms?.run(argv, withoutPasswords(env))) ?? nobodyRuns));
      }
    };
    const isSome = waiting.length > 0;
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, next));
    return isSome;
  };
  return { programs: { isExecutable: (path) => inventoryPrograms?.isExecutable(path) ?? false, run }, runWanted };
}

const nobodyRuns: ProgramEnd = { code: null, problem: 'no program is run here', stdout: '', stderr: '' };

function outcome(argv: readonly string[], { code, problem, stdout, stderr }: ProgramEnd): ProgramOutput {
  const detail = stderr.trim();
  const told = { ...(detail !== '' && { detail }), hint: `try it yourself: ${typedWords(argv)}` };
  if (problem !== null || code !== 0)
    return { kind: 'refused', message: problem ?? `it ended with exit code ${code}`, ...told };
  if (stdout.trim() === '' && argv[1] === '--host') return { kind: 'printed', text: '{}' };
  return stdout.trim() === ''
    ? { kind: 'refused', message: 'it printed nothing', ...told }
    : { kind: 'printed', text: stdout };
}

const writable = (path: string): ProgramOutput => ({
  kind: 'refused',
  message: `others may write ${path}, and it would be run`,
  hint: `chmod go-w ${path}`,
});
