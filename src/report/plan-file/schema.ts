import { z } from 'zod';

import { isHostName } from '../../domain/host-name.ts';

/** The version of the layout; a file of another one is refused. */
export const schemaVersion = 1;

const texts = z.array(z.string());

/** Of a host or a group: it is shown as it is. */
const name = z.string().refine(isHostName);
const names = z.array(name);

export const headSchema = z.strictObject({
  bulwark: z.literal('plan'),
  schemaVersion: z.literal(schemaVersion),
  run: z.string().regex(/^[\w-]+$/),
  madeAt: z.iso.datetime(),
  by: z.string(),
  version: z.string(),
  choice: z.strictObject({
    playbook: z.string(),
    inventory: texts,
    limit: z.string().nullable(),
    tags: texts,
    skipTags: texts,
    disrupt: z.enum(['none', 'process', 'node']),
    become: z.boolean(),
    user: z.string().nullable(),
    extraVars: texts,
  }),
});

const intent = z.strictObject({
  key: z.string(),
  task: z.string(),
  assumed: z.boolean(),
  secret: z.boolean(),
  changes: z.array(z.strictObject({ target: z.string(), facts: z.array(z.tuple([z.string(), z.string()])) })),
});

export const sealedSchema = z.strictObject({ extraVars: texts, hosts: z.record(z.string(), z.array(intent)) });

/** A text, null, or `{"secret": true}` for what is not told. */
const hideable = z.union([z.string(), z.strictObject({ secret: z.literal(true) })]).nullable();

const change = z.strictObject({
  action: z.enum(['create', 'update', 'delete', 'run', 'wait']),
  target: z.string(),
  converges: z.enum(['verified', 'once', 'by-handler']),
  disrupts: z.enum(['none', 'process', 'node']),
  undoable: z.boolean(),
  entries: z.array(z.strictObject({ name: z.string(), before: hideable, after: hideable })),
  text: z.strictObject({ before: hideable, after: hideable }).optional(),
  restarts: texts,
});

const result = z.strictObject({
  type: z.enum(['task-finished', 'handler-finished']),
  host: name,
  play: z.string(),
  task: z.string(),
  taskId: z.string(),
  module: z.string(),
  file: z.string(),
  line: z.int(),
  item: z.string().nullable(),
  status: z.enum(['ok', 'drifted', 'skipped', 'failed']),
  assumed: z.boolean(),
  ignored: z.boolean(),
  rescued: z.boolean().optional(),
  delegatedTo: z.string().optional(),
  runOnce: z.literal(true).optional(),
  changes: z.array(change),
  kept: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  warnings: texts,
  notified: texts,
  controls: texts,
  error: z.strictObject({ message: z.string(), seen: z.string().optional(), hint: z.string().optional() }).nullable(),
});

const started = z.strictObject({
  type: z.literal('run-started'),
  playbook: z.string().nullable(),
  plays: z.array(z.strictObject({ name: z.string(), hosts: names })),
  hosts: z.array(z.strictObject({ name, cluster: name.or(z.literal('')), controlPlane: z.boolean() })),
  notSelected: names,
});

const batch = z.strictObject({ type: z.literal('batch-started'), play: z.string(), hosts: names });

const lost = z.strictObject({ type: z.literal('host-lost'), host: name, message: z.string() });

const toldSchema = z.discriminatedUnion('type', [started, batch, lost, result]);
export type Told = z.infer<typeof toldSchema>;
export type ToldChange = z.infer<typeof change>;

export const lineSchema = z.union([
  z.strictObject({ source: z.string(), sha256: z.string() }),
  z.strictObject({ told: toldSchema }),
  z.strictObject({ host: name, intents: z.array(intent), sealed: z.int() }),
  z.strictObject({ sealed: z.string() }),
]);
