import test from 'ava';

import { compileRun } from '../../../src/app/compile-run.ts';
import {
  compileAssessment,
  factsPlay,
  usualPlaybook,
  withShipped,
} from '../../../src/app/assess/compile-assessment.ts';
import { folderOf } from '../../../src/inventory/paths.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { packageFiles } from '../../../src/store/package-files.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const inventory = JSON.stringify({
  all: {
    children: {
      control_plane: { hosts: { 'cp-1': {}, 'cp-2': {} } },
      workers: { hosts: { 'worker-1': {} } },
      bastions: { hosts: { bastion: {} } },
    },
  },
});

function compiled(playbook: string, texts: Readonly<Record<string, string>>, limit: string | null = null) {
  const files = withShipped(memoryFiles({ 'hosts.json': inventory, ...texts }), packageFiles());
  const read = parseInventory(['hosts.json'], files, folderOf(playbook));
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const made = compileAssessment(compileRun)({
    playbook,
    inventory: read.value,
    files,
    limit,
    tags: [],
    skipTags: [],
    extraVars: new Map(),
    connectionVars: new Map(),
    become: false,
    check: true,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.diagnostics));
  return made.value.plan;
}

const own = `- hosts: control_plane
  serial: 1
  any_errors_fatal: true
  tasks:
    - sysctl: { values: { vm.swappiness: 1 } }
- hosts: workers
  tasks:
    - debug: { msg: hello }
`;

test('the hosts of the playbook, and no others, are asked what they are', (t) => {
  const { plays, hosts } = compiled('own.yaml', { 'own.yaml': own });
  t.deepEqual(
    hosts.map(({ host }) => host.name),
    ['cp-1', 'cp-2', 'worker-1'],
  );
  t.is(plays[0]?.name, factsPlay);
  t.deepEqual(plays[0]?.hosts, ['cp-1', 'cp-2', 'worker-1']);
  t.is(plays.length, 3);
});

test('-l leaves out hosts of the playbook; those of no play are none of them', (t) => {
  const { notSelected, hosts } = compiled('own.yaml', { 'own.yaml': own }, 'cp-1');
  t.deepEqual(
    hosts.map(({ host }) => host.name),
    ['cp-1'],
  );
  t.deepEqual(notSelected, ['cp-2', 'worker-1']);
});

test('hosts are looked at to the end, whatever fails on the way, in one batch', (t) => {
  const { plays, guards } = compiled('own.yaml', { 'own.yaml': own }, 'cp-1,cp-2');
  t.deepEqual(guards, []);
  for (const play of plays.filter(({ hosts }) => hosts.length > 0)) {
    t.deepEqual(play.batches, [play.hosts]);
    t.false(play.anyErrorsFatal);
    for (const task of play.tasks) t.true(task.ignoreErrors && !task.anyErrorsFatal, task.name);
  }
});

test('the playbook keeps its name, and variables beside it are found', (t) => {
  const plan = compiled('site/own.yaml', {
    'site/own.yaml': own.replace('hello', '"{{ greeting }}"'),
    'site/group_vars/all.yaml': 'greeting: hello\n',
  });
  t.is(plan.playbook, 'site/own.yaml');
});

test('what comes along is read from the package, and compiles without a project', (t) => {
  const { plays, playbook } = compiled(usualPlaybook, {});
  t.is(playbook, usualPlaybook);
  t.true(plays.flatMap(({ tasks }) => tasks).length > 100);
});

test('a mistake of the playbook is told at its own place', (t) => {
  t.throws(() => compiled('own.yaml', { 'own.yaml': '- hosts: workers\n  tasks:\n    - nothing_such: {}\n' }), {
    message: /own\.yaml.*"line":3/s,
  });
});
