import test from 'ava';

import type { RunEvent } from '../../../src/domain/event.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { Float } from '../../../src/domain/value.ts';
import { createRedactor } from '../../../src/render/secrecy/redactor.ts';
import { maskedEvent } from '../../../src/render/secrecy/masked-event.ts';
import { allText } from '../../engine/support/all-text.ts';
import { taskFinished } from '../helpers/events.ts';

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
