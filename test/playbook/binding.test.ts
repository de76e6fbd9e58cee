import test from 'ava';
import type { FileState } from '../../src/domain/file-state.ts';
import type { BoundItem } from '../../src/domain/run-plan.ts';
import type { CompiledRun } from '../../src/playbook/compile-playbook.ts';
import { modules as allModules } from '../../src/modules/index.ts';
import type { Step } from '../../src/domain/module.ts';
import { shownText } from '../../src/domain/shell-command.ts';
import { compile, compiled, diagnosticsOf, memoryOf, noMemory, playOf, said, shown, taskAt } from './compile.ts';

function items(run: CompiledRun, index = 0, host = 'cp-1', memory = noMemory): readonly BoundItem[] {
  const binding = run.binder.bind(taskAt(run, index), host, memory);
  return binding.kind === 'items' ? binding.items : [];
}

const loops = test.macro<[string, readonly unknown[], (readonly (string | null)[])?]>({
  title: (title = '') => title,
  exec: (t, rest, expect, labels) => {
    const run = compiled(t, {
      'site.yaml': playOf(`- debug: {msg: "{{ item | default('-') }}"}\n${rest.replaceAll(/^/gm, '  ')}\n`),
    });
    t.deepEqual(said(run, 0), expect);
    if (labels !== undefined)
      t.deepEqual(
        items(run).map(({ label }) => label),
        labels,
      );
  },
});

test('a task without a loop has one item and no label', loops, 'when: true', ['-'], [null]);
test('a loop has an item each', loops, 'loop: [1, a]', [1, 'a'], ['1', 'a']);
test('a loop over nothing has no item', loops, 'loop: []', []);
test('a loop over a template', loops, 'loop: "{{ [1, 2] }}"', [1, 2]);
test('a condition is asked for each item', loops, 'loop: [1, 2]\nwhen: item > 1', ['skipped', 2]);
test('with_items flattens one level', loops, 'with_items: [1, [2, [3]]]', [1, 2, [3]]);
test('with_items takes one value for a list', loops, 'with_items: a', ['a']);
test(
  'a label is shown instead of the item',
  loops,
  'loop: [{n: 1}]\nloop_control: {label: "no {{ item.n }}"}',
  [new Map([['n', 1]])],
  ['no 1'],
);
test('an item that is a mapping is shown as JSON', loops, 'loop: [{n: 1}]', [new Map([['n', 1]])], ['{"n":1}']);
test('no_log hides the items', loops, 'loop: [a]\nno_log: true', ['a'], ['hidden by no_log']);
test('a null item is an item', loops, 'loop: [~, 0, ""]', [null, 0, '']);
test('conditions in a list must all hold', loops, 'when: [true, false]', ['skipped']);
test('blocks hand their conditions down', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf('- block:\n    - debug: {msg: 1}\n      when: true\n  when: false\n'),
  });
  t.deepEqual(said(run, 0), ['skipped']);
});
test('a loop that fails is no mistake where the condition is false', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf('- debug: {msg: 1}\n  loop: "{{ nope }}"\n  when: nope is defined\n'),
  });
  t.deepEqual(said(run, 0), ['skipped']);
});
test('the names of loop variable and index can be chosen', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf(
      '- name: No {{ i }}\n  debug: {msg: "{{ i }}{{ x }}"}\n  loop: [a, b]\n  loop_control: {loop_var: x, index_var: i}\n',
    ),
  });
  t.deepEqual(said(run, 0), ['0a', '1b']);
  t.deepEqual(
    items(run).map(({ name }) => name),
    ['No 0', 'No 1'],
  );
});
test('a value that is omit is left out', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf(
      '- debug: {msg: "{{ omit }}"}\n- file: {path: /x, state: directory, mode: "{{ m | default(omit) }}"}\n',
    ),
  });
  t.deepEqual(said(run, 0), ['Hello world!']);
  t.is(items(run, 1)[0]?.kind, 'host');
});

const runsAs = test.macro<[string, string, string]>({
  title: (title = '') => title,
  exec: (t, play, task, expect) => {
    const site = playOf(`- ping:\n${task.replaceAll(/^(?=.)/gm, '  ')}`, play);
    const [item] = items(
      compiled(t, { 'site.yaml': site, 'group_vars/workers.yaml': 'ansible_become: true\n' }),
      0,
      expect.startsWith('worker:') ? 'worker-1' : 'cp-1',
    );
    const identity = item?.kind === 'host' ? item.settings.identity : null;
    t.is(identity?.kind === 'become' ? identity.user : 'login', expect.replace('worker:', ''));
  },
});

test('a task runs as the login user', runsAs, '', '', 'login');
test('become runs as root', runsAs, '  become: true\n', '', 'root');
test('become_user names another', runsAs, '  become: true\n', 'become_user: etcd\n', 'etcd');
test('become_user alone changes nothing', runsAs, '', 'become_user: etcd\n', 'login');
test('become: false on a task is stronger than its play', runsAs, '  become: true\n', 'become: false\n', 'login');
test('the inventory can ask for become', runsAs, '', '', 'worker:root');
test('become: false never runs as root, whatever the inventory says', runsAs, '  become: false\n', '', 'worker:login');

const becomesBy = test.macro<[string, string, 'sudo' | 'doas']>({
  title: (title = '') => title,
  exec: (t, play, inventory, expect) => {
    const [item] = items(
      compiled(t, { 'site.yaml': playOf('- ping:\n', `  become: true\n${play}`), 'group_vars/all.yaml': inventory }),
    );
    const identity = item?.kind === 'host' ? item.settings.identity : null;
    t.is(identity?.kind === 'become' ? identity.method : null, expect);
  },
});
test('become goes through sudo', becomesBy, '', '{}', 'sudo');
test('become_method: doas', becomesBy, '  become_method: doas\n', '{}', 'doas');
test('become_method by its long name', becomesBy, '  become_method: community.general.doas\n', '{}', 'doas');
test('the inventory names the method', becomesBy, '', 'ansible_become_method: doas\n', 'doas');
test(
  'the inventory is stronger than become_method',
  becomesBy,
  '  become_method: doas\n',
  'ansible_become_method: sudo\n',
  'sudo',
);
test('become_method is filled in', becomesBy, '  become_method: "{{ way }}"\n', 'way: doas\n', 'doas');
test('a method that Bulwark has not is a mistake in its place', (t) => {
  const site = playOf('- ping:\n  become_method: su\n', '  become: true\n');
  t.deepEqual(diagnosticsOf(compile({ 'site.yaml': site })).map(shown), [
    'site.yaml:5:22 wrong-value `become_method` must be sudo or doas, not su',
  ]);
});

test('settings are filled in, times in milliseconds', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf('- ping:\n  no_log: "{{ 1 == 1 }}"\n  check_mode: false\n  timeout: 3\n'),
  });
  const [item] = items(run);
  t.deepEqual(item?.kind === 'host' && item.settings, {
    identity: { kind: 'login' },
    noLog: true,
    checkMode: false,
    timeout: 3000,
    retry: null,
    delegateTo: null,
  });
});

const gates = test.macro<[string, object]>({
  title: (title = '') => `a gate of {${title}}`,
  exec: (t, gate, expect) => {
    const [item] = items(compiled(t, { 'site.yaml': playOf(`- ping:\n  gate: {${gate}}\n`) }));
    t.deepEqual<unknown, unknown>(item?.kind === 'host' ? item.gate : undefined, expect);
  },
});
test('defaults', gates, 'component: kubelet', { component: 'kubelet', timeout: 120_000, stableFor: 30_000 });
test('times', gates, 'component: kubelet, timeout: 2m, stable_for: 10', {
  component: 'kubelet',
  timeout: 120_000,
  stableFor: 10_000,
});
test('no endpoint', gates, 'component: x, endpoint: ~', {
  component: 'x',
  endpoint: null,
  timeout: 120_000,
  stableFor: 30_000,
});
test('templates', gates, 'component: "kube-{{ \'proxy\' }}", timeout: "{{ 3 * 2 }}", stable_for: "0"', {
  component: 'kube-proxy',
  timeout: 6000,
  stableFor: 0,
});

test('changed_when and failed_when see the result under its registered name, and the item', (t) => {
  const run = compiled(t, {
    'site.yaml': playOf(
      '- command: ls\n  register: r\n  changed_when: r.rc == 2\n  failed_when: [r.rc > 1, item == "b"]\n  loop: [a, b]\n',
    ),
  });
  const judge = (item: number, rc: number) =>
    run.binder.judge(taskAt(run, 0), 'cp-1', noMemory, item, new Map([['rc', rc]]));
  t.deepEqual(judge(0, 2), { changed: true, failed: false, done: null });
  t.deepEqual(judge(1, 2), { changed: true, failed: true, done: null });
  t.deepEqual(judge(1, 0), { changed: false, failed: false, done: null });
});

test('a task that says nothing about its result leaves the verdict to the module', (t) => {
  const run = compiled(t, { 'site.yaml': playOf('- ping:\n') });
  t.deepEqual(run.binder.judge(taskAt(run, 0), 'cp-1', noMemory, 0, new Map()), {
    changed: null,
    failed: null,
    done: null,
  });
});

test('a verdict that fails says why', (t) => {
  const run = compiled(t, { 'site.yaml': playOf('- command: ls\n  register: r\n  failed_when: r.nope == 1\n') });
  t.regex(run.binder.judge(taskAt(run, 0), 'cp-1', noMemory, 0, new Map([['rc', 0]])).problem ?? '', /nope/);
});

test('an expression that fails on a host fails the task with its place', (t) => {
  const run = compiled(t, { 'site.yaml': playOf('- ping:\n  register: r\n- debug: {msg: "{{ r.gone }}"}\n') });
  const binding = run.binder.bind(taskAt(run, 1), 'cp-1', memoryOf({ r: new Map([['ping', 'x']]) }));
  t.is(binding.kind, 'failed');
  t.deepEqual(binding.kind === 'failed' && binding.range?.start, { line: 5, column: 24 });
});

const root: FileState = {
  kind: 'directory',
  realPath: '/',
  mode: 0o755,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: 0,
  inode: 2,
  modified: 0,
};

/** The steps for a host on which nothing is there yet. */
function stepsOf(item: BoundItem | undefined): readonly Step[] {
  if (item?.kind !== 'host') return [];
  const output = { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const file = (path: string): FileState => (path === '/' ? root : { kind: 'absent', realPath: path });
  const { planned } = item.bound.answer({ file, output });
  return planned.kind === 'changes' ? planned.changes.flatMap(({ steps }) => steps) : [];
}

const written = (item: BoundItem | undefined): unknown =>
  stepsOf(item).flatMap((step) => (step.kind === 'write-file' ? [step.content.toString()] : []));

test('a template file is rendered with the variables of host and task', (t) => {
  const task = '- template: {src: a.j2, dest: /x, vars: {extra: "{{ inventory_hostname_short }}!"}}\n';
  const run = compiled(t, { 'templates/a.j2': '{{ inventory_hostname }} {{ extra }}\n', 'site.yaml': playOf(task) });
  t.deepEqual(written(items(run)[0]), ['cp-1 cp-1!\n']);
  t.deepEqual(written(items(run, 0, 'worker-1')[0]), ['worker-1 worker-1!\n']);
});

test('a file is copied from files/, else from beside the playbook, and never rendered', (t) => {
  const site = playOf('- copy: {src: a, dest: /x}\n- copy: {src: b, dest: /x}\n');
  const run = compiled(t, { 'files/a': '{{ in files }}', a: 'beside', b: 'beside', 'site.yaml': site });
  t.deepEqual([written(items(run)[0]), written(items(run, 1)[0])], [['{{ in files }}'], ['beside']]);
});

test('the environment of a command is that of play, task and parameter together, the nearest word last', (t) => {
  const task =
    '- shell: {cmd: env, environment: {C: c3}}\n  changed_when: false\n  environment: {B: b2, C: c2}\n- ping:\n';
  const run = compiled(t, { 'site.yaml': playOf(task, '  environment: {A: a1, B: b1}\n') });
  const [step] = stepsOf(items(run)[0]);
  const script = step?.kind === 'exec' ? shownText(step.command) : '';
  t.deepEqual(
    ['a1', 'b1', 'b2', 'c2', 'c3'].filter((value) => script.includes(value)),
    ['a1', 'b2', 'c3'],
  );
});

const modes = test.macro<[string, number | null]>({
  title: (_, mode) => `the mode ${mode}`,
  exec: (t, mode, expect) => {
    const outcome = compile({ 'site.yaml': playOf(`- copy: {dest: /x, content: y, mode: ${mode}}\n`) });
    const item = outcome.ok ? items(outcome.value)[0] : undefined;
    t.deepEqual(
      stepsOf(item).map((step) => (step.kind === 'write-file' ? step.mode : null)),
      expect === null ? [] : [expect],
    );
  },
});
test(modes, '0600', 0o600);
test(modes, '0o640', 0o640);
test(modes, '"600"', 0o600);
test(modes, '"{{ \'0644\' }}"', 0o644);
test(modes, '"u=rw,go="', 0o600);
test(modes, '600', null);
test(modes, '0', null);
test(modes, '"0999"', null);

test('every example of every module compiles', (t) => {
  for (const { name, examples } of allModules) {
    for (const example of examples) {
      const outcome = compile({
        'site.yaml': playOf(`${example}\n`, '  vars: {x: 1}\n'),
        'templates/audit-policy.yaml.j2': '',
        'files/audit-policy.yaml': '',
        'check-disks.sh': '',
        'make-key.sh': '',
      });
      const errors = diagnosticsOf(outcome).filter(
        ({ severity, code }) => severity === 'error' && code !== 'undefined-variable' && code !== 'unknown-handler',
      );
      t.deepEqual(errors.map(shown), [], `${name}: ${example}`);
    }
  }
});
