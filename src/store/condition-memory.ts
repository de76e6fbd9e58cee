import { lstatSync, readFileSync, rmSync } from 'node:fs';

import { z } from 'zod';

import { writeText } from './private-files.ts';

/** Milliseconds that a calendar has. */
const time = z.number().min(0).max(8e15);

/** As `Remembered` of report/repeats.ts, which decides. */
const shape = z.strictObject({
  bulwark: z.literal('conditions'),
  schemaVersion: z.literal(1),
  conditions: z.array(
    z.strictObject({
      key: z.string(),
      digest: z.string(),
      kind: z.enum(['failed', 'unreachable', 'drift', 'changed', 'refused', 'busy', 'stopped', 'moved']),
      host: z.string().nullable(),
      since: time,
      toldAt: time.nullable(),
      times: z.int(),
    }),
  ),
});

type Conditions = z.infer<typeof shape>['conditions'];

/** Bytes of a file that is read at all. */
const LARGEST = 16 * 1024 * 1024;

/** Who could write it could keep things from being told. */
function isOurs(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isFile() && stat.size <= LARGEST && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}

/** What was told of a project's runs. A file that is missing, broken or not ours alone remembers nothing: then everything is told. */
export const conditionMemory = (path: string, tell: (why: string) => void) => ({
  read: (): Conditions => {
    try {
      return isOurs(path) ? shape.parse(JSON.parse(readFileSync(path, 'utf8'))).conditions : [];
    } catch {
      return [];
    }
  },
  /** In one step; an empty memory is no file. A folder that cannot be written is told, and the next run tells everything. */
  write: (conditions: readonly Conditions[number][]): void => {
    try {
      if (conditions.length === 0) return rmSync(path, { force: true });
      writeText(path, `${JSON.stringify({ bulwark: 'conditions', schemaVersion: 1, conditions })}\n`);
    } catch (error) {
      tell(`what was told cannot be kept, and will be told again: ${String(error)}`);
    }
  },
});
