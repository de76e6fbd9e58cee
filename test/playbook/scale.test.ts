import test from 'ava';
import fc from 'fast-check';
import { compile, diagnosticsOf } from './compile.ts';

const task = (index: number): string => `    - name: Set ${index} for {{ cluster }}
      copy: {dest: "/etc/bulwark/{{ prefix }}-${index}", content: "{{ owner_of | upper }} ${index}", mode: "0600"}
      when: prefix is defined and level > 0
      register: result_${index}
`;

function big(tasks: number, hosts: number): Readonly<Record<string, string>> {
  const names = Array.from(
    { length: hosts },
    (_, index) => `        host-${index}:\n          ordinal: ${index}\n`,
  ).join('');
  return {
    'hosts.yaml': `all:\n  children:\n    workers:\n      hosts:\n${names}`,
    'group_vars/all.yaml': 'cluster: prod\nprefix: "{{ cluster }}-x"\nowner_of: ops\nlevel: 2\n',
    'site.yaml': `- hosts: all\n  tasks:\n${Array.from({ length: tasks }, (_, index) => task(index)).join('')}`,
  };
}

test('1,000 tasks for 1,000 hosts compile in seconds', (t) => {
  const files = big(1000, 1000);
  const start = performance.now();
  const outcome = compile(files);
  const took = Math.round(performance.now() - start);
  t.log(`1,000 tasks x 1,000 hosts: ${took} ms`);
  t.true(outcome.ok);
  t.true(took < 20_000);
});

test('a task that differs from host to host is looked at for each of them', (t) => {
  const files = {
    ...big(1, 300),
    'site.yaml':
      '- hosts: all\n  tasks:\n    - copy: {dest: "/x/{{ ordinal }}", content: "at {{ 10 // (ordinal - 250) }}"}\n',
  };
  const outcome = compile(files);
  t.deepEqual(
    diagnosticsOf(outcome).map(({ detail }) => detail),
    ['on host-250'],
  );
});

const valid = `- name: Harden {{ level }}
  hosts: control_plane:workers
  serial: [1, "50%"]
  become: true
  vars: {level: 2, flags: {a: 1}}
  tasks:
    - name: Say
      debug: {msg: "{{ flags.a + level }} {{ 'x' | upper }}"}
      when: [level > 1, inventory_hostname is defined]
      loop: [1, 2]
      loop_control: {label: "{{ item }}"}
    - block:
        - copy:
            dest: /etc/x
            content: "{{ groups.workers | join(',') }}"
            mode: "0600"
          register: r
          notify: restart
          tags: [a, b]
    - command: ls -l
      changed_when: r is changed
      failed_when: false
  handlers:
    - name: restart
      systemd: {name: x, state: restarted}
      gate: {component: kubelet, timeout: 2m}
`;

const mutation = fc.record({
  at: fc.nat(valid.length),
  remove: fc.nat(12),
  insert: fc.oneof(
    fc.constantFrom(
      '',
      '\t',
      '{{',
      '}}',
      '{%',
      ': ',
      '- ',
      '\n',
      '"',
      "'",
      '[',
      '{',
      '|',
      '&a',
      '*a',
      '<<: ',
      '!x ',
      'null',
      '-1',
      '1e9',
      '~',
      '٣',
      '\u0000',
      '😀',
    ),
    fc.string({ maxLength: 4 }),
  ),
});

test('2,000 mutations of a valid playbook give a plan or diagnostics with a position, and never a crash', (t) => {
  t.true(compile({ 'site.yaml': valid }).ok);
  let plans = 0;
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (changes) => {
      const site = changes.reduce(
        (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
        valid,
      );
      const outcome = compile({ 'site.yaml': site });
      if (outcome.ok) plans += 1;
      return outcome.ok || outcome.diagnostics.every(({ range, code }) => range !== undefined || code === 'no-host');
    }),
    { numRuns: 2000, seed: 20261121 },
  );
  t.log(`${plans} of 2,000 still compile`);
});
