import test from 'ava';

import type { RunEventBody } from '../../src/domain/event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import {
  batch,
  change,
  connected,
  entry,
  hostFinished,
  planFinished,
  printed,
  started,
  task,
  taskFinished,
  textOptions,
} from './helpers/events.ts';
import { ended } from './helpers/runs.ts';

const restart = (host: string, component: string): RunEventBody => ({
  type: 'handler-finished',
  ...task(host, {
    task: `restart ${component}`,
    taskId: `0.handlers.${component}`,
    module: 'systemd',
    status: 'drifted',
    changes: [change(`snap.k8s.${component}.service`, { disrupts: 'process' })],
  }),
});
const plan = (hosts: readonly string[], ...told: readonly RunEventBody[]): string =>
  printed(
    plainLayout(textOptions()),
    ended([
      started('plan', hosts),
      ...hosts.map((host) => connected(host)),
      planFinished(hosts),
      batch(...hosts),
      ...told,
      ...hosts.map((host) => hostFinished(host, 'drifted', 1)),
    ]),
  );

test('what a handler of an earlier run left to restart is shown by name', (t) => {
  const text = plan(['cp-1', 'cp-2'], restart('cp-2', 'kubelet'), restart('cp-2', 'kube-apiserver'));
  t.regex(text, /^Plan for 2 hosts of prod-a: 0 changes, 2 restarts\./);
  t.regex(text, /^cp-2 +2 restarts$/m);
  t.regex(text, /^ {2}~ kubelet +restart, left by an earlier run$/m);
  t.regex(text, /^ {2}~ kube-apiserver +restart, left by an earlier run$/m);
});

test('a restart that a change of this run notifies is told with the change, once', (t) => {
  const flags = change('kubelet', {}, entry('--protect-kernel-defaults', null, 'true'));
  const text = plan(
    ['cp-1'],
    taskFinished('cp-1', { status: 'drifted', changes: [flags], notified: ['restart kubelet'] }),
    restart('cp-1', 'kubelet'),
  );
  t.is(text.match(/~ kubelet/g)?.length, 1);
  t.notRegex(text, /earlier run/);
});

test('a fleet that is as wanted still says which handlers of other playbooks wait, also when quiet', (t) => {
  const hosts = ['cp-1'];
  const pending = (settled: boolean): RunEventBody => ({
    type: 'handler-pending',
    host: 'cp-1',
    handler: 'restart kubelet',
    run: '1120-aa',
    settled,
  });
  const text = (settled: boolean) =>
    printed(
      plainLayout(textOptions({ quiet: true })),
      ended([
        started('apply', hosts),
        connected('cp-1'),
        planFinished(hosts),
        pending(settled),
        batch(...hosts),
        hostFinished('cp-1', 'ok', 1),
      ]),
    );
  t.regex(text(false), /^ok {2}1 host .*\n {4}pending: on cp-1, left by run 1120-aa: restart kubelet;/);
  t.notRegex(text(true), /left by run/);
});

test('the order of a plan names hosts that have something to do, play by play', (t) => {
  const flags = change('kubelet', {}, entry('--protect-kernel-defaults', null, 'true'));
  const todo = (host: string) =>
    taskFinished(host, { status: 'drifted', changes: [flags], notified: ['restart kubelet'] });
  const hosts = ['cp-1', 'cp-2', 'cp-3', 'worker-1'];
  const text = printed(
    plainLayout(textOptions()),
    ended([
      started('plan', hosts),
      ...hosts.map((host) => connected(host)),
      planFinished(hosts),
      ...hosts.map((host) => batch(host)),
      todo('cp-2'),
      todo('worker-1'),
    ]),
  );
  t.regex(text, /^Order +cp-2, without a restart; then worker-1/m);
  t.notRegex(text, /cp-[13]/);
});

test('an interrupted run whose undoing was cut says what is half-way, and how to put it back', (t) => {
  const hosts = ['cp-1', 'cp-2'];
  const text = printed(
    plainLayout(textOptions()),
    ended(
      [
        started('apply', hosts),
        ...hosts.map((host) => connected(host)),
        planFinished(hosts),
        batch('cp-1'),
        {
          type: 'host-rolled-back',
          host: 'cp-1',
          complete: false,
          healthy: false,
          undone: 0,
          message: 'cut before the end',
          took: 1,
        },
        hostFinished('cp-1', 'failed', 1),
        hostFinished('cp-2', 'untouched', 1),
      ],
      { interrupted: 'SIGINT' },
    ),
  );
  t.regex(text, /exit 130: interrupted, half-way: cp-1$/);
  t.notRegex(text, /nothing is half-way/i);
  t.regex(text, /bulwark rollback 1121-k7/);
});
