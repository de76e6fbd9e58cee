import test from 'ava';

import type { RunEvent, RunEventBody } from '../../../src/domain/event.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { Float } from '../../../src/domain/value.ts';
import { createRedactor } from '../../../src/render/secrecy/redactor.ts';
import { maskedEvent } from '../../../src/render/secrecy/masked-event.ts';
import { allText } from '../../engine/support/all-text.ts';
import { started, taskFinished } from '../helpers/events.ts';

const keeper = createRedactor();
keeper.add(new Secret('canary-1'));
keeper.add(new Secret('changed'));

const event: RunEvent = {
  seq: 0,
  at: 0,
  ...taskFinished('host-1', {
    status: 'changed',
    task: 'Set canary-1',
    item: 'canary-1',
    changes: [
      {
        action: 'update',
        target: '/etc/canary-1',
        writes: [{ kind: 'path', path: '/etc/canary-1' }],
        diff: {
          entries: [{ name: 'canary-1', before: 'canary-1', after: null }],
          text: { before: null, after: 'x canary-1\n' },
        },
        converges: 'verified',
        disrupts: 'none',
        steps: [{ kind: 'daemon-reload' }],
      },
    ],
    kept: [{ what: 'canary-1', why: 'canary-1' }],
    warnings: ['canary-1'],
    message: new Map([['canary-1', ['canary-1', new Float(1), 3, null]]]),
    error: {
      code: 'refused',
      message: 'canary-1',
      wanted: 'canary-1',
      seen: 'canary-1',
      said: ['canary-1'],
      hint: 'canary-1',
    },
  }),
};

test('a secret is masked in every text of an event, and the words that programs decide by stay', (t) => {
  const masked = maskedEvent(event, keeper);
  t.false(allText(masked).includes('canary-1'), allText(masked));
  t.like(masked, { type: 'task-finished', host: 'host-1', status: 'changed' });
});

test('an event without a secret is as it was', (t) => t.deepEqual(maskedEvent(event, createRedactor()), event));

test('why a run was stopped is prose', (t) => {
  const masked = maskedEvent({ seq: 0, at: 0, type: 'run-stopped', because: 'canary-1 failed', notBegun: [] }, keeper);
  t.like(masked, { because: '‹secret› failed' });
});

test('names that templates make of plays and clusters are masked alike in every event', (t) => {
  const first = maskedEvent({ seq: 0, at: 0, ...started('plan', ['h1']) }, keeper);
  t.like(first, { plays: [{ name: 'Harden', hosts: ['h1'] }] });
  const made: RunEventBody = {
    type: 'run-started',
    schemaVersion: 1,
    run: '1121-k7',
    mode: 'plan',
    playbook: 'site.yaml',
    plays: [{ name: 'Play canary-1', hosts: ['h1'] }],
    hosts: [{ name: 'h1', cluster: 'canary-1', controlPlane: false }],
    notSelected: [],
  };
  const other: RunEventBody = { type: 'batch-started', play: 'Play canary-1', hosts: ['h1'] };
  for (const event of [made, other])
    t.false(allText(maskedEvent({ seq: 0, at: 0, ...event }, keeper)).includes('canary'));
  t.like(maskedEvent({ seq: 0, at: 0, ...other }, keeper), { play: 'Play ‹secret›', hosts: ['h1'] });
});
