import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { type Evidence, type EvidenceQuestion, readEvidence } from '../../../../src/engine/drift/evidence.ts';
import type { FoundDrift } from '../../../../src/engine/drift/found-drift.ts';

const mark = z.union([
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({
    kind: z.literal('file'),
    mode: z.number(),
    uid: z.number(),
    gid: z.number(),
    inode: z.number(),
    hash: z.string(),
  }),
]);
const recording = z.strictObject({
  question: z.strictObject({ paths: z.array(z.string()), snaps: z.array(z.string()), since: z.number() }),
  now: z.number(),
  paths: z.array(z.strictObject({ path: z.string(), before: mark, after: mark })),
  snaps: z.array(z.strictObject({ snap: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  answer: z.array(z.string()),
});

export interface Recorded {
  readonly found: FoundDrift;
  readonly evidence: Evidence;
  /** What the host said. */
  readonly answer: readonly string[];
  readonly question: EvidenceQuestion;
}

/** What was found on a real host after it was done to it, and its answer; `without` leaves lines of the answer out. */
export function recorded(snapd: string, name: string, without = /^$/): Recorded {
  const file = join(import.meta.dirname, '../fixtures', `snapd-${snapd}`, `${name}.json`);
  const { question, now, paths, snaps, answer } = recording.parse(JSON.parse(readFileSync(file, 'utf8')));
  const lines = answer.filter((line) => !without.test(line));
  const since = { run: '1121-k7', who: 'alice@laptop', at: question.since, checkedAt: question.since };
  return {
    found: { since, playbookChanged: false, paths, snaps, drifted: [], now },
    evidence: answering(question, lines),
    answer,
    question,
  };
}

/** Evidence of an answer that has these lines. */
export const answering = (question: EvidenceQuestion, lines: readonly string[]): Evidence =>
  readEvidence(question, { code: 0, stdout: Buffer.from(lines.join('\n')), stderr: Buffer.alloc(0) });
