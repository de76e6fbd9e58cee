import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { z } from 'zod';

import { createFile } from './create-file.ts';

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
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const beside = `${path}.${process.pid}.new`;
      rmSync(beside, { force: true });
      createFile(beside, `${JSON.stringify({ bulwark: 'conditions', schemaVersion: 1, conditions })}\n`);
      renameSync(beside, path);
    } catch (error) {
      tell(`what was told cannot be kept, and will be told again: ${String(error)}`);
    }
  },
});
