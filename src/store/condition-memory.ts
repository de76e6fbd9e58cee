import { readFileSync, rmSync } from 'node:fs';

import { z } from 'zod';

import { writeText } from './private-files.ts';

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
      since: z.number(),
      toldAt: z.number().nullable(),
      times: z.int(),
    }),
  ),
});

type Conditions = z.infer<typeof shape>['conditions'];

/** Bytes of a file that is read at all. */
const LARGEST = 16 * 1024 * 1024;

/** What was told of a project's runs. A file that is missing or broken remembers nothing: then everything is told. */
export const conditionMemory = (path: string, tell: (why: string) => void) => ({
  read: (): Conditions => {
    try {
      const bytes = readFileSync(path);
      return bytes.length > LARGEST ? [] : shape.parse(JSON.parse(bytes.toString('utf8'))).conditions;
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
