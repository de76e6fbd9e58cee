import { z } from 'zod';

import { parsed, refused } from '../../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../../domain/diagnostic.ts';
import { noState, scheduledWork } from '../../domain/schedule.ts';
import type { ScheduleJob, ScheduleState } from '../../domain/schedule.ts';
import { isScheduleName } from './names.ts';

const minute = z.int().min(0).max(1439);
const text = z.string().min(1);
const words = z.array(z.string());
const address = z.url().nullable();

const job: z.ZodType<ScheduleJob> = z.object({
  name: z.string().refine(isScheduleName),
  work: z.enum(scheduledWork),
  timing: z.object({
    every: z.int().min(1).max(1440),
    at: minute,
    day: z.int().min(0).max(6).nullable(),
    jitter: z.int().min(0),
  }),
  full: z.boolean(),
  tellChanges: z.boolean(),
  playbook: z.string().nullable(),
  words,
  window: z.object({ from: minute, until: minute }).nullable(),
  timer: z.enum(['user', 'system', 'cron']),
  shift: z.int().min(0).max(1439),
  folder: text,
  program: z.array(text).min(1),
  environment: z.record(z.string(), z.string()),
  channels: z.object({ ping: address, webhook: address, mail: z.string().nullable(), file: z.string().nullable() }),
  installedAt: z.number(),
});

const state: z.ZodType<ScheduleState> = z.object({
  begunAt: z.number().nullable(),
  last: z.object({ at: z.number(), exit: z.int(), said: z.string() }).nullable(),
  busy: z.int().min(0),
  toldAt: z.number().nullable(),
  told: z.string().nullable(),
  undelivered: words,
});

export const jobText = (about: ScheduleJob): string => `${JSON.stringify(about, null, 2)}\n`;
export const stateText = (about: ScheduleState): string => `${JSON.stringify(about)}\n`;

/** Error: `schedule-file`. */
export function readJob(path: string, content: string): Parsed<ScheduleJob> {
  const read = job.safeParse(jsonOf(content));
  return read.success ? parsed(read.data) : refused(damaged(path));
}

/** A state that cannot be read is as good as none. */
export function readState(content: string | null): ScheduleState {
  const read = state.safeParse(content === null ? null : jsonOf(content));
  return read.success ? read.data : noState;
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

const damaged = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'schedule-file',
  summary: `${path} is no schedule: it was cut or edited`,
  hint: '`bulwark schedule install` with its name writes it anew, `bulwark schedule remove` takes it away',
});
