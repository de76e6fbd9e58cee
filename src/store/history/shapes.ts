import { z } from 'zod';

import { hostOutcomes, refusals, runModes } from '../../domain/event.ts';
import type { RunAbout, RunSummary } from '../../domain/history.ts';

const words = z.array(z.string());

/** As it was written by this version or an older one: what is new here needs a default. */
export const runAbout: z.ZodType<RunAbout> = z.object({
  run: z.string().regex(/^[\w-]+$/),
  year: z.int(),
  mode: z.enum(runModes),
  at: z.number(),
  who: z.string(),
  version: z.string(),
  given: z.object({
    operands: words,
    values: z.record(z.string(), words),
    flags: z.record(z.string(), z.number()),
    secrets: words,
  }),
  folder: z.string(),
  playbook: z.string().nullable(),
  git: z.object({ commit: z.string(), clean: z.boolean() }).nullable(),
  files: z.record(z.string(), z.string()),
  undo: z.string().nullable(),
});

export const runSummary: z.ZodType<RunSummary> = z.object({
  at: z.number(),
  took: z.number(),
  exit: z.int(),
  interrupted: z.enum(['SIGINT', 'SIGTERM']).nullable(),
  refused: z.enum(refusals).nullable(),
  hosts: z.record(z.string(), z.enum(hostOutcomes)),
});
