import { z } from 'zod';

import { type AssessedControl, type Assessment, controlStatuses } from '../domain/assessment.ts';
import { benchmarkIds, controlAreas, controlScopes } from '../domain/control.ts';
import { categories, datastores, defaults, severities } from './catalogue-forms.ts';

const text = z.string();
const maybe = z.string().nullable();
const texts = z.array(text);
const time = z.iso.datetime();
const day = z.iso.date();
const status = z.enum(controlStatuses).describe('Worst first; a control is as bad as the worst of its results');
const benchmark = z.enum(benchmarkIds);
const role = z.enum(['control-plane', 'worker']);

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, lower-case hex');
const source = z.strictObject({ path: text, digest });

const header = z.strictObject({
  run: text,
  startedAt: time,
  finishedAt: time,
  operator: text.describe('alice@laptop'),
  tool: z.strictObject({ name: text, version: text }),
  catalogue: source.extend({ version: text }),
  playbooks: z.array(source),
  inventory: z.array(source),
  waivers: z.array(source),
  git: z.strictObject({ commit: text, clean: z.boolean() }).nullable(),
  profile: text,
  chosen: maybe.describe('Why `cis` is this benchmark'),
});

const host = z.strictObject({
  name: text,
  address: maybe,
  cluster: text,
  role: role.nullable(),
  reached: z.boolean(),
  version: maybe.describe('Of the snap k8s'),
  revision: maybe,
  os: maybe,
  clockSkew: z.number().nullable().describe("Seconds that its clock is ahead of the controller's"),
  at: time.nullable(),
  processes: z.record(text, z.int()).describe('Main processes of services that run'),
  facts: z.record(text, text).describe('What applicability hangs on'),
});

const evidence = z.strictObject({
  what: text,
  wanted: text,
  file: maybe.exactOptional().describe('In the file; null: unset or absent; left out: there is no such state'),
  live: maybe.exactOptional().describe('Now'),
  nextBoot: maybe.exactOptional().describe('After the next boot'),
  met: z.boolean(),
  where: text,
  service: maybe.describe('The service whose process was looked at; its pid is with the host'),
  command: maybe.describe('What a person types on the host to see it'),
});

const result = z.strictObject({
  hosts: texts.describe('Of a cluster-scope control: names of clusters'),
  status,
  because: maybe,
  evidence: z.array(evidence),
  waiver: z.int().min(0).nullable().describe('Index in `waivers` of what covers it'),
});

const control = z.strictObject({
  id: text,
  numbers: z.partialRecord(benchmark, text),
  title: text,
  scope: z.enum(controlScopes),
  area: z.enum(controlAreas),
  level: z.union([z.literal(1), z.literal(2)]).nullable(),
  category: z.enum(categories).nullable(),
  appliesWhen: z.array(
    z.union([
      z.strictObject({ fact: z.literal('datastore'), is: z.enum(datastores) }),
      z.strictObject({ fact: z.literal('network'), is: z.literal('cilium') }),
      z.strictObject({ fact: z.literal('kube-proxy'), is: z.boolean() }),
    ]),
  ),
  unchecked: z.strictObject({ kind: z.enum(['manual', 'gone']), why: text }).nullable(),
  rationale: text,
  risk: maybe,
  references: texts,
  byDefault: z.enum(defaults),
  note: maybe,
  remediation: maybe,
  contradicts: z.array(z.strictObject({ control: text, why: text })),
  stig: z
    .strictObject({
      stigId: text,
      ruleId: text,
      srg: text,
      severity: z.enum(severities),
      cci: texts,
      nist: texts,
    })
    .nullable(),
  wanted: texts.describe('The check in words'),
  status,
  results: z.array(result).describe('Hosts with the same result together'),
});

const onHost = z.strictObject({ control: text, host: text });

/** One control of an assessment, where the rest of it is not asked for. */
export const assessedControlSchema: z.ZodType<AssessedControl> = control;

/** An assessment as it stands in a file; what it gives is an `Assessment` and nothing else. */
export const assessmentSchema: z.ZodType<Assessment> = z.strictObject({
  schemaVersion: z.literal(1),
  header,
  scope: z.strictObject({
    hosts: z.array(host),
    notSelected: texts.describe('Hosts of the inventory that -l left out'),
    notInInventory: texts.describe('Nodes that a cluster has and the inventory lacks'),
    missing: texts.describe('Why this is not the whole truth; empty: fully assessed'),
  }),
  benchmarks: z.array(z.strictObject({ id: benchmark, title: text, version: text, controls: texts })),
  controls: z.array(control),
  causes: z
    .array(
      z.strictObject({
        status,
        controls: texts.describe('Most severe first'),
        hosts: texts,
        scope: z.enum(controlScopes),
        title: text,
        evidence: z.array(evidence),
        repair: maybe,
      }),
    )
    .describe('Findings that one repair settles, worst first'),
  waivers: z.array(
    z.strictObject({
      kind: z.enum(['waiver', 'attestation']),
      control: text,
      hosts: texts.describe('Patterns as written'),
      owner: text,
      approvedBy: text,
      reason: text,
      expires: day.describe('The last day on which it holds'),
      compensatingControl: maybe,
      where: text,
      state: z.enum(['used', 'unused', 'never-matching', 'expired']),
    }),
  ),
  differences: z.array(
    z.strictObject({ role, what: text, values: z.array(z.strictObject({ value: maybe, hosts: texts })) }),
  ),
  since: z
    .strictObject({ run: text, at: time, new: z.array(onHost), settled: z.array(onHost) })
    .nullable()
    .describe('Compared with an earlier assessment'),
});

/** The JSON Schema that is published. */
export const publishedAssessmentSchema = (): object => ({
  $id: 'https://bulwark.example/schemas/assessment.schema.json',
  title: 'What `bulwark assess --format json` prints',
  ...z.toJSONSchema(assessmentSchema, { target: 'draft-2020-12', reused: 'ref' }),
});
