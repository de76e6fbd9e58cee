import test from 'ava';
import { z } from 'zod';

import { oscalFormat } from '../../../src/report/assessment/oscal.ts';
import { oneText } from './files-of.ts';

/**
 * NIST's schema is in no package of npm or Debian, and no reader of OSCAL's assessment results is. This is the part of
 * the model 1.1 that we write, from its reference: written by us, so it proves less than the others' validators do.
 */
const uuid = z
  .string()
  .regex(/^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$/);
const token = z.string().regex(/^(?:\p{L}|_)(?:\p{L}|\p{N}|[.\-_])*$/u);
const line = z.string().regex(/^\S(?:.*\S)?$/);
const words = z.string().min(1);
const time = z.iso.datetime({ offset: true });
const prop = z.strictObject({ name: token, value: line, ns: z.url().optional() });
const props = z.array(prop).min(1).optional();
const link = z.strictObject({
  href: z.string().min(1),
  hashes: z
    .array(z.strictObject({ algorithm: z.literal('SHA-256'), value: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1),
});
const observation = z.strictObject({
  uuid,
  title: words.optional(),
  description: words,
  props,
  methods: z.array(z.enum(['EXAMINE', 'INTERVIEW', 'TEST', 'UNKNOWN'])).min(1),
  subjects: z
    .array(z.strictObject({ 'subject-uuid': uuid, type: z.literal('inventory-item'), title: words.optional() }))
    .min(1)
    .optional(),
  'relevant-evidence': z
    .array(z.strictObject({ description: words, props }))
    .min(1)
    .optional(),
  collected: time,
});
const finding = z.strictObject({
  uuid,
  title: words,
  description: words,
  props,
  target: z.strictObject({
    type: z.enum(['statement-id', 'objective-id']),
    'target-id': token,
    status: z.strictObject({
      state: z.enum(['satisfied', 'not-satisfied']),
      reason: z.enum(['pass', 'fail', 'other']).optional(),
      remarks: words.optional(),
    }),
  }),
  'related-observations': z
    .array(z.strictObject({ 'observation-uuid': uuid }))
    .min(1)
    .optional(),
  'related-risks': z
    .array(z.strictObject({ 'risk-uuid': uuid }))
    .min(1)
    .optional(),
});
const risk = z.strictObject({
  uuid,
  title: words,
  description: words,
  statement: words,
  status: z.enum(['open', 'investigating', 'remediating', 'deviation-requested', 'deviation-approved', 'closed']),
  props,
});
const model = z.strictObject({
  'assessment-results': z.strictObject({
    uuid,
    metadata: z.strictObject({
      title: words,
      'last-modified': time,
      version: line,
      'oscal-version': line,
      props,
      roles: z.array(z.strictObject({ id: token, title: words })),
      parties: z.array(z.strictObject({ uuid, type: z.enum(['person', 'organization']), name: line })),
      'responsible-parties': z.array(z.strictObject({ 'role-id': token, 'party-uuids': z.array(uuid).min(1) })),
    }),
    'import-ap': z.strictObject({ href: z.string(), remarks: words.optional() }),
    results: z
      .array(
        z.strictObject({
          uuid,
          title: words,
          description: words,
          start: time,
          end: time.optional(),
          props,
          'local-definitions': z.strictObject({
            'inventory-items': z.array(z.strictObject({ uuid, description: words, props })).min(1),
          }),
          'reviewed-controls': z.strictObject({
            'control-selections': z
              .array(z.strictObject({ 'include-controls': z.array(z.strictObject({ 'control-id': token })).min(1) }))
              .min(1),
          }),
          observations: z.array(observation).min(1),
          risks: z.array(risk).min(1).optional(),
          findings: z.array(finding).min(1).optional(),
        }),
      )
      .min(1),
    'back-matter': z.strictObject({
      resources: z.array(z.strictObject({ uuid, title: words, rlinks: z.array(link).min(1) })),
    }),
  }),
});

const read = () => model.parse(JSON.parse(oneText(oscalFormat)))['assessment-results'];

test('the results are of the model, hostile texts included', (t) => {
  t.notThrows(read);
});

test('each UUID is defined once, and whatever is referred to is there', (t) => {
  const text = oneText(oscalFormat);
  const defined = [...text.matchAll(/"uuid": "([^"]+)"/g)].map(([, id]) => id);
  t.is(new Set(defined).size, defined.length);
  const referred = [...text.matchAll(/"(?:\w+-uuid|href)": "#?([0-9a-f-]{36})"/g)].map(([, id]) => id);
  t.true(referred.length > 30);
  t.deepEqual(
    referred.filter((id) => !defined.includes(id)),
    [],
  );
});

test('only what was seen or vouched for is satisfied, and what does not apply is no finding', (t) => {
  const [result] = read().results;
  const states = Object.fromEntries(
    (result?.findings ?? []).map(({ target }) => [target['target-id'], [target.status.state, target.status.reason]]),
  );
  t.deepEqual(states, {
    'CIS-1.2.19': ['not-satisfied', 'fail'],
    'CIS-4.1.1': ['not-satisfied', 'other'],
    'CIS-4.2.5': ['not-satisfied', 'other'],
    'CIS112-4.2.14': ['satisfied', 'pass'],
    'CIS-5.1.1': ['satisfied', 'other'],
    'CIS-5.1.3': ['not-satisfied', 'other'],
    'V-242387': ['satisfied', 'pass'],
    'V-242393': ['not-satisfied', 'fail'],
    'V-242434': ['not-satisfied', 'fail'],
    'V-242464': ['not-satisfied', 'fail'],
    'BW-CERT-30': ['not-satisfied', 'fail'],
  });
});

test('what somebody accepted is a risk of the finding; what is expired is none', (t) => {
  const [result] = read().results;
  t.deepEqual(
    result?.risks?.map(({ title, status }) => [title, status]),
    [
      ['V-242393: waiver', 'deviation-approved'],
      ['CIS-4.1.1: waiver', 'deviation-approved'],
      ['CIS-5.1.1: attestation', 'closed'],
    ],
  );
});
