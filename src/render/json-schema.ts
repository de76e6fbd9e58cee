import { z } from 'zod';

import type { Assessment } from '../domain/assessment.ts';
import { comparedShape, explainedShape } from './json-drift.ts';
import { hostOutcomes, refusals, runModes } from '../domain/event.ts';

const texts = z.array(z.string());
const counts = {
  ok: z.int(),
  changed: z.int(),
  drifted: z.int(),
  skipped: z.int(),
  failed: z.int(),
  ignored: z.int(),
  unreachable: z.int(),
  rescued: z.int().optional().describe('Failures that a rescue cleared'),
};

const change = z.strictObject({
  action: z.enum(['create', 'update', 'delete', 'run', 'wait']),
  target: z.string().describe('In words of the domain: a path, `kube-apiserver`, `sysctl vm.panic_on_oom`'),
  converges: z.enum(['verified', 'once', 'by-handler']),
  disrupts: z.enum(['none', 'process', 'node']),
  undoable: z.boolean(),
  diff: z.strictObject({
    entries: z
      .array(z.strictObject({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
      .describe('Effective values; null is unset'),
    text: z
      .strictObject({ before: z.string().nullable(), after: z.string().nullable() })
      .optional()
      .describe('Whole contents'),
  }),
});

const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('arg'), service: z.string(), flag: z.string() }),
  z.strictObject({ kind: z.literal('file-mode'), path: z.string() }),
  z.strictObject({ kind: z.literal('file-owner'), path: z.string() }),
  z.strictObject({ kind: z.literal('sysctl'), key: z.string() }),
  z.strictObject({ kind: z.literal('task') }),
]);

const finding = z.strictObject({
  controls: texts,
  subject: subject.optional().describe('Which part of a check it answers; events before 2026-11-22 lack it'),
  what: z.string(),
  wanted: z.string(),
  file: z.string().nullable(),
  live: z.string().nullable().optional(),
  nextBoot: z.string().nullable().optional(),
  where: z.string(),
  overruledBy: z.string().optional().describe('A flag that names a file in which another value may stand'),
  unseen: z.string().optional().describe('Why not all of it was looked at'),
  met: z.boolean(),
  command: z.string().optional(),
});

const taskError = z.strictObject({
  code: z.enum([
    'bad-answer',
    'lock-out',
    'refused',
    'command-failed',
    'not-converged',
    'moved',
    'timeout',
    'template',
    'assertion',
    'failed-when',
    'until',
    'gate',
    'journal',
    'lost',
    'interrupted',
  ]),
  message: z.string(),
  wanted: z.string().nullable(),
  seen: z.string().nullable(),
  said: texts,
  hint: z.string().nullable(),
});

const task = z.strictObject({
  host: z.string(),
  play: z.string(),
  task: z.string(),
  taskId: z.string().describe('Stable between runs of the same playbook'),
  module: z.string(),
  file: z.string(),
  line: z.int(),
  item: z.string().optional().describe('Only in a loop'),
  status: z.enum(['ok', 'changed', 'drifted', 'skipped', 'failed', 'unreachable']),
  assumed: z.literal(true).optional().describe('Drift that is expected once an earlier change is performed'),
  ignored: z.literal(true).optional().describe('A failure that the playbook ignores'),
  rescued: z.literal(true).optional().describe('A failure that the rescue of a block cleared'),
  delegatedTo: z.string().optional().describe('The host whose machine did the work (delegate_to)'),
  runOnce: z.literal(true).optional().describe('Done by this host for all of its batch (run_once)'),
  because: z.enum(['condition', 'tags', 'host-failed']).optional(),
  changes: z.array(change),
  kept: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  warnings: texts,
  findings: z.array(finding),
  controls: texts,
  notified: texts,
  message: z.json().optional().describe('What debug and assert say, with its type kept'),
  error: taskError.optional(),
  took: z.number().describe('Milliseconds'),
});

const gateReport = z.strictObject({
  component: z.string(),
  passed: z.boolean(),
  readyAfter: z.number().nullable(),
  stableFor: z.number(),
  wanted: z.string(),
  seen: z.string(),
  said: texts,
});

const outcome = z.enum(hostOutcomes);
const refusal = z.enum(refusals);
const reason = z.enum([
  'refused',
  'no-answer',
  'no-route',
  'name-resolution',
  'host-key',
  'authentication',
  'authentication-timeout',
  'become',
  'missing-tool',
  'protocol',
  'refreshing',
  'lost',
]);

/** What `schemas/assessment.schema.json` has; here only whether it can be one. */
const assessed = z
  .custom<Assessment>(
    (value) => typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === 1,
  )
  .meta({ type: 'object', description: 'As assessment.schema.json has it' });

const head = {
  seq: z.int().describe('Counts from 0; the order is promised per host'),
  at: z.iso.datetime(),
};
const event = <Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...head, ...shape });

/** One line of `--format jsonl`. */
export const eventSchema = z.discriminatedUnion('type', [
  event('run-started', {
    schemaVersion: z.literal(1),
    run: z.string(),
    mode: z.enum(runModes),
    playbook: z.string().nullable(),
    plays: z.array(z.strictObject({ name: z.string(), hosts: texts })),
    hosts: z.array(z.strictObject({ name: z.string(), cluster: z.string(), controlPlane: z.boolean() })),
    notSelected: texts,
  }),
  event('host-connected', { host: z.string(), took: z.number() }),
  event('host-lost', {
    host: z.string(),
    reason,
    message: z.string(),
    hint: z.string().nullable(),
    midway: z.boolean(),
    ignored: z.literal(true).optional().describe('The playbook ignores it (ignore_unreachable)'),
  }),
  event('host-read', {
    host: z.string(),
    traits: z.strictObject({
      memory: z.number().nullable().describe('Bytes'),
      os: z.string().nullable(),
      kernel: z.string().nullable(),
      snap: z.string().nullable().describe('Revision of the snap k8s'),
      refreshedAt: z.iso.datetime().nullable(),
    }),
  }),
  event('refresh-waited', {
    host: z.string(),
    change: z.string().describe('The id of the change in snapd'),
    what: z.string(),
    over: z.boolean(),
    took: z.number(),
  }),
  event('host-compared', comparedShape),
  event('drift-explained', explainedShape),
  event('host-in-maintenance', {
    host: z.string(),
    why: z.string(),
    until: z.string().describe('A time in words'),
  }),
  event('command-finished', {
    host: z.string(),
    code: z.int().nullable().describe('null: it was cut'),
    stdout: z.string(),
    stderr: z.string(),
    clipped: z.boolean().describe('More was printed than is told'),
    cut: z.enum(['timeout', 'interrupted']).nullable(),
    took: z.number(),
  }),
  event('plan-finished', { changes: z.record(z.string(), z.int()) }),
  event('run-refused', {
    code: refusal,
    host: z.string().nullable(),
    message: z.string(),
    hint: z.string().nullable(),
  }),
  event('play-started', { play: z.string(), hosts: texts }),
  event('batch-started', { play: z.string(), hosts: texts }),
  event('task-finished', task.shape),
  event('handler-finished', task.shape),
  event('gate-finished', {
    host: z.string(),
    play: z.string(),
    task: z.string(),
    reports: z.array(gateReport),
    took: z.number(),
  }),
  event('host-moved', {
    host: z.string(),
    reason: z.enum(['moved', 'applied']).describe('applied: this plan file was done there by `run`'),
    run: z.string().nullable(),
    differences: z.array(z.strictObject({ what: z.string(), expected: z.string(), seen: z.string() })),
  }),
  event('plan-file', {
    use: z.enum(['written', 'opened']),
    path: z.string(),
    id: z.string().describe('SHA-256 of the file'),
    madeAt: z.iso.datetime(),
    by: z.string(),
    run: z.string(),
    hosts: texts,
    changes: z.int(),
  }),
  event('host-finished', { host: z.string(), outcome, took: z.number() }),
  event('host-rolled-back', {
    host: z.string(),
    undone: z.int(),
    complete: z.boolean(),
    healthy: z.boolean(),
    message: z.string(),
    took: z.number(),
  }),
  event('block-rolled-back', {
    host: z.string(),
    play: z.string(),
    task: z.string().describe('The task that failed'),
    undone: z.int(),
    complete: z.boolean(),
    healthy: z.boolean(),
    message: z.string(),
    took: z.number(),
  }),
  event('task-retried', {
    host: z.string(),
    play: z.string(),
    task: z.string(),
    taskId: z.string(),
    left: z.int().describe('Attempts that are still allowed'),
    delay: z.number().describe('Milliseconds until the next one'),
  }),
  event('run-stopped', { because: z.string(), notBegun: texts }),
  event('handler-pending', { host: z.string(), handler: z.string(), run: z.string(), settled: z.boolean() }),
  event('assessed', { assessment: assessed }),
  event('report-written', { path: z.string().describe('As `-o` named it'), files: texts }),
  event('facts', { host: z.string(), facts: z.json() }),
  event('diagnostic', {
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    summary: z.string(),
    detail: z.string().nullable(),
    hint: z.string().nullable(),
    file: z.string().nullable(),
    line: z.int().nullable(),
    column: z.int().nullable(),
  }),
  event('run-finished', {
    interrupted: z.enum(['SIGINT', 'SIGTERM']).nullable(),
    refused: refusal.nullable(),
    hosts: z.record(z.string(), z.strictObject({ outcome, ...counts })),
    total: z.strictObject(counts),
    exit: z.int(),
  }),
]);

export type JsonTask = z.input<typeof task>;
export type JsonChange = z.input<typeof change>;
export type JsonCounts = { [Name in Exclude<keyof typeof counts, 'rescued'>]: number } & { rescued?: number };
type Input = z.input<typeof eventSchema>;
/** Facts and messages are JSON that is made here and never changed. */
export type JsonEvent = Input;

/** The JSON Schema that is published. */
export const publishedSchema = (): object => ({
  $id: 'https://bulwark.example/schemas/event.schema.json',
  title: 'One line of `bulwark --format jsonl`',
  ...z.toJSONSchema(eventSchema, { target: 'draft-2020-12', reused: 'ref', unrepresentable: 'any' }),
});
