import test from 'ava';
import type { TaskPlan } from '../../src/domain/run-plan.ts';
import { compile, compiled, playOf, shown } from './compile.ts';

const learns = '- command: { cmd: "echo x", read_only: true }\n  register: token\n- set_fact: { mine: 1 }\n';
const barrier = test.macro({
  title: (_, text: string, wanted: TaskPlan['barrier']) => `${text} → ${wanted}`,
  exec: (t, text: string, wanted: TaskPlan['barrier']) => {
    const { plan } = compiled(t, {
      'site.yaml': playOf(
        `${learns}- debug: { msg: ${JSON.stringify(text)} }\n`,
        '  vars:\n    leader: "{{ hostvars[\'cp-1\'] }}"\n    name: token\n',
      ),
      'group_vars/all.yaml': 'address: 192.0.2.1\n',
    });
    t.is(plan.plays[0]?.tasks.at(-1)?.barrier, wanted);
  },
});

test(barrier, "{{ hostvars['cp-1'].token.stdout }}", 'batch');
test(barrier, "{{ hostvars['cp-1']['mine'] }}", 'batch');
test(barrier, '{{ leader.token.stdout }}', 'batch');
test(barrier, "{{ hostvars['cp-1'][name] }}", 'batch');
test(barrier, "{% for h in groups['all'] %}{{ hostvars[h].mine }}{% endfor %}", 'batch');
test(barrier, '{{ ansible_play_hosts }}', 'batch');
test(barrier, '{{ play_hosts | length }}', 'batch');
test(barrier, "{{ hostvars['cp-1'].address }}", 'none');
test(barrier, "{{ hostvars['cp-1']['ansible_host'] }}", 'none');
test(barrier, '{{ token.stdout }}', 'none');
test(barrier, '{{ leader.address }}', 'none');
test(barrier, '{{ ansible_play_hosts_all }}', 'none');
test(barrier, 'nothing', 'none');

const facts = test.macro({
  title: (_, text: string, gathers: boolean, wanted: TaskPlan['barrier']) => `${text}, ${String(gathers)} → ${wanted}`,
  exec: (t, text: string, gathers: boolean, wanted: TaskPlan['barrier']) => {
    const { plan } = compiled(t, {
      'site.yaml': playOf(`${gathers ? '- setup:\n' : '- ping:\n'}- debug: { msg: ${JSON.stringify(text)} }\n`),
      'group_vars/all.yaml': 'ansible_architecture: mine\n',
    });
    t.is(plan.plays[0]?.tasks.at(-1)?.barrier, wanted);
  },
});

test(facts, "{{ hostvars['cp-1'].ansible_kernel }}", true, 'batch');
test(facts, "{{ hostvars['cp-1']['ansible_kernel'] }}", true, 'batch');
test(facts, "{{ hostvars['cp-1'].ansible_facts.kernel }}", true, 'batch');
test(facts, "{{ hostvars['cp-1'].ansible_kernel | default('x') }}", false, 'none');
test(facts, "{{ hostvars['cp-1'].ansible_host }}", true, 'none');
test(facts, "{{ hostvars['cp-1'].ansible_architecture }}", true, 'batch');

test('a play of one host has nobody to wait for', (t) => {
  const { plan } = compiled(t, {
    'site.yaml': playOf(`${learns}- debug: { msg: "{{ hostvars['cp-1'].mine }}" }\n`).replace('all', 'cp-1'),
  });
  t.is(plan.plays[0]?.tasks.at(-1)?.barrier, 'none');
});

test('machines that only tasks are delegated to are known, and the control planes beside them are guarded', (t) => {
  const { plan } = compiled(t, {
    'site.yaml': '- hosts: workers\n  tasks:\n    - ping:\n      delegate_to: "{{ groups[\'control_plane\'][0] }}"\n',
  });
  t.deepEqual(
    [plan.hosts, plan.delegates, plan.guards].map((hosts) => hosts.map(({ host }) => host.name)),
    [['worker-1'], ['cp-1'], ['cp-2']],
  );
});

test('a delegate that a false condition keeps away is not asked for', (t) => {
  const outcome = compile({
    'site.yaml': playOf('- ping:\n  delegate_to: "{{ nobody }}"\n  when: false\n'),
  });
  t.true(outcome.ok, outcome.ok ? '' : outcome.diagnostics.map(shown).join('\n'));
});

test('a delegate that is left out is the host itself', (t) => {
  const { plan, binder } = compiled(t, {
    'site.yaml': playOf('- ping:\n  delegate_to: "{{ nobody | default(omit) }}"\n'),
  });
  const [task] = plan.plays[0]?.tasks ?? [];
  const bound = task === undefined ? null : binder.bind(task, 'cp-1', { values: new Map(), pending: new Set() });
  const [item] = bound?.kind === 'items' ? bound.items : [];
  t.is(item?.kind === 'host' ? item.settings.delegateTo : '', null);
});

test('delegates that nobody knows are told once, with their hosts and a near name', (t) => {
  const outcome = compile({
    'site.yaml': playOf("- ping:\n  delegate_to: \"{{ 'cp-9' if inventory_hostname == 'cp-2' else 'cp-1' }}\"\n"),
  });
  t.deepEqual(outcome.ok ? [] : outcome.diagnostics.map((told) => [told.summary, told.detail, told.hint]), [
    ['`delegate_to` names cp-9, which is not in the inventory', 'on cp-2', 'did you mean `cp-1`?'],
  ]);
});
