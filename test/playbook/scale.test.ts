import test from 'ava';
import { languageCost } from '../support/language-cost.ts';
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

test('1,000 tasks for 1,000 hosts compile in under 5 s of CPU', (t) => {
  const files = big(1000, 1000);
  const times = [1, 2].map(() => {
    const start = process.threadCpuUsage();
    t.true(compile(files).ok);
    const { user, system } = process.threadCpuUsage(start);
    return Math.round((user + system) / 1000);
  });
  t.log(`1,000 tasks x 1,000 hosts: ${times.join(' and ')} ms`);
  t.true(Math.min(...times) < 5000);
});

test('the shipped playbook costs a fleet of 100 hosts less than 3 ms of CPU a host before anything is asked', (t) => {
  languageCost(100);
  const { compile: compiling, bind } = languageCost(100);
  t.log(`compile ${compiling.toFixed(2)} ms, bind ${bind.toFixed(2)} ms a host`);
  t.true(compiling + bind < 3);
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
