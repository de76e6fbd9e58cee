import test from 'ava';

import type { RunEventBody } from '../../src/domain/event.ts';
import { jsonEvent } from '../../src/render/json-event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { readEvent } from '../../src/render/read-event.ts';
import {
  batch,
  change,
  connected,
  hostFinished,
  planFinished,
  printed,
  started,
  taskFinished,
  textOptions,
} from './helpers/events.ts';
import { ended } from './helpers/runs.ts';

const hosts = ['cp-1'];
const told: readonly RunEventBody[] = [
  taskFinished('cp-1', {
    task: 'Check\u001b[31m it',
    item: 'one',
    status: 'failed',
    rescued: true,
    error: { code: 'command-failed', message: 'the command exited with 1' },
  }),
  {
    type: 'block-rolled-back',
    host: 'cp-1',
    play: 'Harden',
    task: 'Check it',
    undone: 2,
    complete: true,
    healthy: true,
    message: '2 changes undone, as before the block; services healthy',
    took: 100,
  },
  { type: 'task-retried', host: 'cp-1', play: 'Harden', task: 'Wait', taskId: '0.tasks.4', left: 2, delay: 5000 },
  { type: 'task-retried', host: 'cp-1', play: 'Harden', task: 'Wait', taskId: '0.tasks.4', left: 1, delay: 5000 },
  taskFinished('cp-1', { status: 'changed', changes: [change('kubelet')] }),
  { type: 'handler-pending', host: 'cp-1', handler: 'Restart', run: '1121-k7', settled: false },
];
const events = ended([
  started('apply', hosts),
  connected('cp-1'),
  planFinished(hosts),
  batch(...hosts),
  ...told,
  hostFinished('cp-1', 'changed', 1),
]);

test('a rescue, a block that is put back, attempts and what is still to run are told', (t) => {
  const text = printed(plainLayout(textOptions()), events);
  t.regex(text, /^rescued {4}cp-1 {2}Check.*it \(one\): the command exited with 1$/m);
  t.false(text.includes('\u001b'));
  t.regex(text, /^undone {5}cp-1 {2}block of "Check it": 2 changes undone, as before the block;/m);
  t.regex(text, /^retry {6}cp-1 {2}Wait: not yet, again in 5\.0 s, 2 attempts left$/m);
  t.regex(text, /^retry {6}cp-1 {2}Wait: not yet, again in 5\.0 s, 1 attempt left$/m);
  t.regex(text, /^pending {4}cp-1 {2}Restart: the play ended here before it ran;/m);
  t.regex(text, /^Still to run on cp-1: Restart\. The next apply does it\.$/m);
  t.notRegex(text, /failed/);
});

test('a plan says on which machine a delegated change is, apart from the same file here', (t) => {
  const changes = [change('/etc/members', { diff: { entries: [], text: { before: 'a\n', after: 'b\n' } } })];
  const plan = ended([
    started('plan', hosts),
    connected('cp-1'),
    taskFinished('cp-1', { status: 'drifted', changes }),
    taskFinished('cp-1', { status: 'drifted', changes, delegatedTo: 'cp-2' }),
    planFinished(hosts),
  ]);
  const text = printed(plainLayout(textOptions()), plan);
  t.regex(text, /^ {2}~ \/etc\/members {2}/m);
  t.regex(text, /^ {2}~ \/etc\/members on cp-2 {2}/m);
});

test('what was looked at in part is not called what the whole playbook wants', (t) => {
  const plan = ended([
    started('plan', hosts),
    connected('cp-1'),
    taskFinished('cp-1', { status: 'ok' }),
    planFinished([], hosts),
  ]);
  t.regex(printed(plainLayout(textOptions({ partial: true })), plan), /^ok {2}1 host .*is as the chosen tasks want\./);
  t.regex(printed(plainLayout(textOptions()), plan), /^ok {2}1 host .*is as the playbook wants\./);
});

test('a recording of it says the same', (t) => {
  const lines = events.map((event) => JSON.stringify(jsonEvent(event)));
  const again = lines.flatMap((line) => readEvent(line) ?? []);
  t.deepEqual(
    again.map((event) => JSON.stringify(jsonEvent(event))),
    lines,
  );
  const finished = events.at(-1);
  t.true(finished?.type === 'run-finished' && finished.exit === 0 && finished.recap.hosts[0]?.rescued === 1);
  t.regex(lines.at(-1) ?? '', /"rescued":1/);
});
