import test from 'ava';
import { digestOf as digestOfFiles } from '../../src/playbook/digest.ts';
import { batchesOf } from '../../src/playbook/batches.ts';
import { parseDuration } from '../../src/playbook/duration.ts';
import { isSelected } from '../../src/playbook/select-tags.ts';
import type { Value } from '../../src/domain/value.ts';
import { compile, compiled, playOf } from './compile.ts';

const batches = test.macro<[number, Value | undefined, readonly number[] | null]>({
  title: (_, hosts, serial) => `serial ${JSON.stringify(serial)} of ${hosts} hosts`,
  exec: (t, hosts, serial, expect) => {
    const names = Array.from({ length: hosts }, (_, index) => `h${index}`);
    const found = batchesOf(names, serial);
    t.deepEqual(found?.map((batch) => batch.length) ?? null, expect);
    if (found !== null) t.deepEqual(found.flat(), names);
  },
});
test(batches, 0, undefined, []);
test(batches, 5, undefined, [5]);
test(batches, 5, 1, [1, 1, 1, 1, 1]);
test(batches, 5, 0, [5]);
test(batches, 5, -1, [5]);
test(batches, 5, 9, [5]);
test(batches, 7, [1, 2], [1, 2, 2, 2]);
test(batches, 10, '30%', [3, 3, 3, 1]);
test(batches, 3, '10%', [1, 1, 1]);
test(batches, 10, [1, '50%'], [1, 5, 4]);
test(batches, 4, '2', [2, 2]);
test(batches, 4, [], null);
test(batches, 4, 'many', null);
test(batches, 4, null, null);

const selects = test.macro<[readonly string[], readonly string[], readonly string[], boolean]>({
  title: (_, own, tags, skipTags) =>
    `tags [${own.join()}] with -t [${tags.join()}] and --skip-tags [${skipTags.join()}]`,
  exec: (t, own, tags, skipTags, expect) => t.is(isSelected(own, { tags, skipTags }), expect),
});
test(selects, [], [], [], true);
test(selects, ['a'], [], [], true);
test(selects, ['never'], [], [], false);
test(selects, ['never', 'a'], ['a'], [], true);
test(selects, ['a'], ['b'], [], false);
test(selects, ['always'], ['b'], [], true);
test(selects, ['always'], ['b'], ['always'], false);
test(selects, [], ['untagged'], [], true);
test(selects, ['a'], ['tagged'], [], true);
test(selects, ['never'], ['tagged'], [], false);
test(selects, [], ['tagged'], [], false);
test(selects, ['a'], [], ['a'], false);
test(selects, ['always'], [], ['all'], true);
test(selects, ['a'], [], ['tagged'], false);
test(selects, [], [], ['untagged'], false);

for (const [text, expect] of [
  [0, 0],
  [30, 30_000],
  ['30', 30_000],
  ['30s', 30_000],
  ['2m', 120_000],
  ['1h30m', 5_400_000],
  ['', null],
  ['-1', null],
  [-1, null],
  [true, null],
  ['2 m', null],
] as const) {
  test(`the duration ${JSON.stringify(text)}`, (t) => t.is(parseDuration(text), expect));
}

test('ids count the tasks as written, so that tags do not move them', (t) => {
  const site = playOf('- ping:\n- block:\n    - ping:\n      tags: x\n');
  t.deepEqual(
    compiled(t, { 'site.yaml': site }, { tags: ['x'] }).plan.plays[0]?.tasks.map(({ id }) => id),
    ['0.tasks.1'],
  );
});

test('a limit leaves hosts out, in inventory order, and keeps a play that has none left', (t) => {
  const { plan } = compiled(t, { 'site.yaml': '- hosts: all\n- hosts: workers\n' }, { limit: 'cp-2' });
  t.deepEqual(
    plan.plays.map(({ hosts }) => hosts),
    [['cp-2'], []],
  );
  t.deepEqual(
    plan.plays.map((play) => play.batches),
    [[['cp-2']], []],
  );
  t.deepEqual(plan.notSelected, ['cp-1', 'worker-1']);
  t.deepEqual(
    plan.hosts.map(({ host, cluster, controlPlane }) => [host.name, cluster, controlPlane]),
    [['cp-2', 'hosts', true]],
  );
});

test('an empty group skips its play', (t) => {
  t.deepEqual(compiled(t, { 'site.yaml': '- hosts: empty\n- hosts: all\n' }).plan.plays[0]?.hosts, []);
});

test('a play without a name is called by its hosts', (t) => {
  t.deepEqual(
    compiled(t, {
      'site.yaml': '- hosts: [cp-1, workers]\n- name: "{{ n }}"\n  hosts: all\n  vars: {n: x}\n',
    }).plan.plays.map(({ name }) => name),
    ['cp-1,workers', 'x'],
  );
});

test('the order of hosts can be turned', (t) => {
  t.deepEqual(compiled(t, { 'site.yaml': '- hosts: all\n  order: reverse_sorted\n' }).plan.plays[0]?.hosts, [
    'worker-1',
    'cp-2',
    'cp-1',
  ]);
});

test('the cluster is a variable', (t) => {
  const { plan } = compiled(t, {
    'site.yaml': playOf('- ping:\n'),
    'group_vars/all.yaml': 'cluster_name: "prod-{{ 1 }}"\n',
  });
  t.deepEqual([...new Set(plan.hosts.map(({ cluster }) => cluster))], ['prod-1']);
});

test('what a task sets and notifies is in the plan', (t) => {
  const site = `${playOf('- set_fact: {a: 1, cacheable: true}\n  register: r\n  notify: [one, "{{ t }}"]\n', '  vars: {t: two}\n')}  handlers:\n    - {name: one, ping: }\n    - {listen: two, ping: }\n`;
  const task = compiled(t, { 'site.yaml': site }).plan.plays[0]?.tasks[0];
  t.deepEqual([task?.sets, task?.notify, task?.where], [['r', 'a'], ['one', 'two'], 'controller']);
});

const digestOf = (files: Readonly<Record<string, string>>): string | null => {
  const outcome = compile({ 'site.yaml': playOf('- copy: {src: a, dest: /x}\n'), 'files/a': '1', ...files });
  return outcome.ok ? outcome.value.plan.digest : null;
};

test('the digest changes with everything that was read', (t) => {
  const same = digestOf({});
  t.regex(same ?? '', /^[0-9a-f]{64}$/);
  t.is(digestOf({ 'unrelated.yaml': '' }), same);
  const others = [
    digestOf({ 'files/a': '2' }),
    digestOf({ 'group_vars/all.yaml': 'x: 1\n' }),
    digestOf({ 'hosts.yaml': 'all: {hosts: {a: }}\n' }),
  ];
  t.is(new Set([same, ...others]).size, 4);
});

test('the same project in another folder has the same digest', (t) => {
  const file = (text: string): Uint8Array => new TextEncoder().encode(text);
  const inventory = { sources: [], hosts: new Map(), groups: new Map(), tree: new Map() };
  const here = digestOfFiles(
    new Map([
      ['site.yaml', file('a')],
      ['files/motd', file('b')],
    ]),
    inventory,
    new Map(),
  );
  const there = digestOfFiles(
    new Map([
      ['/srv/prod/site.yaml', file('a')],
      ['/srv/prod/files/motd', file('b')],
    ]),
    inventory,
    new Map(),
  );
  const other = digestOfFiles(
    new Map([
      ['/srv/prod/site.yaml', file('a')],
      ['/srv/prod/files/motd2', file('b')],
    ]),
    inventory,
    new Map(),
  );
  t.is(here, there);
  t.not(here, other);
});
