import test from 'ava';
import type { HostMemory, TaskPlan } from '../../src/domain/run-plan.ts';
import { readFacts } from '../../src/modules/setup/facts.ts';
import { factSubsets } from '../../src/modules/setup/fact-names.ts';
import { type Subset, subsets } from '../../src/modules/setup/command.ts';
import { compile, compiled, diagnosticsOf, playOf, shown } from './compile.ts';

const idsOf = (tasks: readonly TaskPlan[] = []): readonly string[] => tasks.map(({ id }) => id);

const gathers = test.macro<[string, readonly string[] | null]>({
  title: (_, text) => `${text} gathers what it uses`,
  exec: (t, text, expect) => {
    const run = compiled(t, { 'site.yaml': playOf(`- debug: {msg: ${JSON.stringify(text)}}\n`) });
    const [first] = run.plan.plays[0]?.tasks ?? [];
    if (expect === null) return t.deepEqual(idsOf(run.plan.plays[0]?.tasks), ['0.tasks.0']);
    t.deepEqual(idsOf(run.plan.plays[0]?.tasks), ['0.facts.0', '0.tasks.0']);
    t.is(first?.name, 'Gathering Facts');
    const bound = first && run.binder.bind(first, 'cp-1', { values: new Map(), pending: new Set() });
    const [item] = bound?.kind === 'items' ? bound.items : [];
    const command = item?.kind === 'host' ? String(item.bound.query.command?.parts.join('')) : '';
    t.deepEqual(
      subsets.filter((subset) => command.includes(marks[subset])),
      expect,
    );
  },
});
const marks: Readonly<Record<Subset, string>> = {
  net: 'kv route4',
  sysctl: 'sysctl -a',
  users: 'passwd=',
  os: 'line hostname',
  hw: 'kv cpus',
  snap: 'snap.revision',
  k8s: 'kubelet_unit_mode',
  cluster: 'cluster.status',
};
test(gathers, 'nothing of the host', null);
test(gathers, '{{ ansible_facts.kernel }}', ['os']);
test(gathers, "{{ ansible_facts['cpus'] }} {{ ansible_facts.get('snap') }}", ['hw', 'snap']);
test(gathers, '{{ ansible_memtotal_mb > 1 }}', ['hw']);
test(gathers, '{{ ansible_facts | length }}', ['os', 'hw', 'net', 'snap', 'k8s']);
test(gathers, '{{ ansible_facts.get("kernel", 1) }}', ['os', 'hw', 'net', 'snap', 'k8s']);

for (const subset of subsets)
  test(`every fact of ${subset} is known by its name before a host is asked`, (t) => {
    const stdout = Buffer.from('uid=0\n');
    const facts = readFacts({ code: 0, stdout, stderr: Buffer.alloc(0) }, [subset]);
    t.deepEqual(
      [...facts.keys()].map(String).toSorted(),
      [...factSubsets].flatMap(([fact, of]) => (of === subset ? [fact] : [])).toSorted(),
    );
  });

test('a fact that a variable uses is gathered, and one in a template of the task', (t) => {
  const files = {
    'site.yaml': playOf('- template: {src: t.j2, dest: /t}\n', '  vars: {where: "{{ deeper }}"}\n'),
    'group_vars/all.yaml': 'deeper: "{{ ansible_facts.cpus }}"\n',
    'templates/t.j2': '{{ where }}',
  };
  t.deepEqual(idsOf(compiled(t, files).plan.plays[0]?.tasks), ['0.facts.0', '0.tasks.0']);
});

test('gather_facts: false gathers nothing, and what uses facts is told', (t) => {
  const site = playOf('- debug: {msg: "{{ ansible_facts.kernel }}"}\n', '  gather_facts: false\n');
  t.deepEqual(diagnosticsOf(compile({ 'site.yaml': site })).map(shown), [
    'site.yaml:4:24 undefined-variable "ansible_facts" is undefined',
  ]);
});

test('a task setup gathers instead, also for later plays', (t) => {
  const site = `${playOf('- setup:\n')}- hosts: all\n  tasks: [{debug: {msg: "{{ ansible_facts.kernel }}"}}]\n`;
  const { plays } = compiled(t, { 'site.yaml': site }).plan;
  t.deepEqual(
    plays.map(({ tasks }) => idsOf(tasks)),
    [['0.tasks.0'], ['1.tasks.0']],
  );
});

test('what was gathered in an earlier play is not asked again, unless a host or a fact is new', (t) => {
  const play = (hosts: string, fact: string): string =>
    `- hosts: ${hosts}\n  tasks: [{debug: {msg: "{{ ansible_facts.${fact} }}"}}]\n`;
  const site = play('control_plane', 'kernel') + play('cp-1', 'uid') + play('cp-1', 'cpus') + play('all', 'kernel');
  t.deepEqual(
    compiled(t, { 'site.yaml': site }).plan.plays.map(({ tasks }) => tasks[0]?.name),
    ['Gathering Facts', 'debug', 'Gathering Facts', 'Gathering Facts'],
  );
});

test('blocks keep their places behind the gathering', (t) => {
  const site = playOf(
    '- block:\n    - command: "{{ ansible_facts.kernel }}"\n      changed_when: false\n  rescue:\n    - ping:\n',
  );
  t.deepEqual(compiled(t, { 'site.yaml': site }).plan.plays[0]?.blocks, [
    { begin: 1, rescue: 2, always: 3, end: 3, onFailure: 'keep' },
  ]);
});

const memory = (facts: Readonly<Record<string, string>>): HostMemory => ({
  values: new Map([['ansible_facts', new Map(Object.entries(facts))]]),
  pending: new Set(),
});
const reads = test.macro<[Readonly<Record<string, string>>, string, string]>({
  title: (title) => title ?? '',
  exec: (t, more, rest, expect) => {
    const files = { 'site.yaml': playOf('- debug: {msg: "{{ ansible_kernel }}"}\n', rest), ...more };
    const run = compiled(t, files);
    const task = run.plan.plays[0]?.tasks.find(({ module }) => module === 'debug');
    const bound = task && run.binder.bind(task, 'cp-1', memory({ kernel: 'gathered' }));
    const [item] = bound?.kind === 'items' ? bound.items : [];
    t.is(item?.kind === 'controller' && item.result.kind === 'ok' ? item.result.message : null, expect);
  },
});
test('a gathered fact is a variable with ansible_ before it', reads, {}, '', 'gathered');
test('it beats what the inventory says', reads, { 'group_vars/all.yaml': 'ansible_kernel: written\n' }, '', 'gathered');
test('a variable of the play beats it', reads, {}, '  vars: {ansible_kernel: own}\n', 'own');
