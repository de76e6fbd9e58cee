import { readFileSync } from 'node:fs';
import { z } from 'zod';

const event = z.strictObject({
  host: z.string(),
  play: z.string(),
  task: z.string(),
  handler: z.literal(true).optional(),
  /** The label of a loop's item. */
  item: z.unknown().optional(),
  status: z.enum(['ok', 'changed', 'skipped', 'failed', 'unreachable']),
  ignored: z.literal(true).optional(),
  message: z.unknown().optional(),
});
const answer = z.strictObject({
  exit: z.number(),
  recap: z.record(z.string(), z.record(z.string(), z.number())),
  events: z.array(event),
});
const answers = z.strictObject({ provenance: z.string(), cases: z.record(z.string(), z.array(answer)) });

export type AnswerEvent = z.infer<typeof event>;
export type Answer = z.infer<typeof answer>;

/** What ansible-playbook did in each run of each case. */
export function recordedAnswers(): ReadonlyMap<string, readonly Answer[]> {
  const text = readFileSync(new URL('../fixtures/answers.json', import.meta.url), 'utf8');
  return new Map(Object.entries(answers.parse(JSON.parse(text)).cases));
}
