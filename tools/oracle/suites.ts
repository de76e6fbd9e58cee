import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Paths are relative to the repository. Questions are a JSON file, or a folder: then the recorder gets each file's text by its name. */
export interface Suite {
  readonly recorder: string;
  readonly questions: string;
  readonly answers: string;
}

const suiteFile = z.record(
  z.string(),
  z.strictObject({ recorder: z.string(), questions: z.string(), answers: z.string() }),
);

const top = fileURLToPath(new URL('../../', import.meta.url));
const oracle = join(top, 'tools/oracle/oracle');

/** Every suite that the oracle answers, by name. */
export const allSuites = (): ReadonlyMap<string, Suite> =>
  new Map(Object.entries(suiteFile.parse(JSON.parse(readFileSync(join(top, 'tools/oracle/suites.json'), 'utf8')))));

/** The answers as they are committed. */
export const committed = ({ answers }: Suite): string => readFileSync(join(top, answers), 'utf8');

export const answersPath = ({ answers }: Suite): string => join(top, answers);

/** Makes the oracle where it is not there; null: it is there, else why it cannot be. */
export function buildOracle(): string | null {
  const { status, stderr } = spawnSync(oracle, ['build'], { encoding: 'utf8' });
  return status === 0 ? null : (stderr.trim().split('\n').at(-1) ?? 'it could not be built');
}

/** Asks the oracle: its answers as the recorder prints them. Throws with what it said. */
export function record(suite: Suite): string {
  const { status, stdout, stderr } = spawnSync(oracle, ['run', join(top, suite.recorder)], {
    input: questionsOf(join(top, suite.questions)),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${suite.recorder}: ${stderr}`);
  if (stderr !== '') process.stderr.write(stderr);
  return stdout.endsWith('\n') ? stdout : `${stdout}\n`;
}

const questionsOf = (path: string): string =>
  statSync(path).isDirectory()
    ? JSON.stringify(
        Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')])),
      )
    : readFileSync(path, 'utf8');
