import test from 'ava';
import fc from 'fast-check';
import type { AppPorts } from '../../src/app/ports.ts';
import { runCommand } from '../../src/app/run-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { idlePorts } from '../support/app-ports.ts';
import { memoryFiles } from '../support/memory-files.ts';

const valid: Readonly<Record<string, string>> = {
  'hosts.yaml': `all:
  vars: {ansible_user: ops, level: 2}
  children:
    control_plane:
      hosts: {cp-1: {ansible_host: 10.0.0.1}, "cp-[2:3]": {}}
    workers:
      hosts:
        worker-1: {ansible_port: 22}
      vars: {ansible_group_priority: 2}
`,
  'group_vars/all.yaml': 'owner: "{{ level }}-ops"\nlist: [1, 2]\n',
  'site.yaml': `- import_playbook: other.yaml
  when: level > 1
- name: Harden {{ level }}
  hosts: control_plane:!cp-3
  serial: [1, "50%"]
  become: true
  vars: {flags: {a: 1}}
  pre_tasks:
    - command: {cmd: "true", read_only: true}
      register: look
      until: look is succeeded
      retries: 2
      delay: 0
  tasks:
    - name: Say
      debug: {msg: "{{ flags.a + level }} {{ owner | upper }}"}
      when: [level > 1, inventory_hostname is defined]
      loop: "{{ list }}"
      loop_control: {label: "{{ item }}"}
    - block:
        - copy: {dest: /etc/x, content: "{{ groups.workers | join(',') }}", mode: "0600"}
          register: r
          notify: restart
          tags: [a, b]
      rescue:
        - debug: {var: ansible_facts.kernel}
      always:
        - import_tasks: more.yaml
          vars: {x: 1}
    - command: ls -l
      changed_when: r is changed
      failed_when: false
      delegate_to: worker-1
      run_once: true
  handlers:
    - name: restart
      systemd: {name: x, state: restarted}
      gate: {component: kubelet, timeout: 2m}
`,
  'other.yaml': '- hosts: workers\n  gather_facts: false\n  tasks:\n    - ping:\n',
  'more.yaml': '- assert: {that: x == 1}\n',
};

const asked = await parseArgv(['plan', 'site.yaml', '-i', 'hosts.yaml'], 80);

/** How often a host would be contacted, and what was found wrong. */
async function plan(files: Readonly<Record<string, string>>) {
  if (asked.kind !== 'run') throw new Error(asked.kind);
  const errors: Diagnostic[] = [];
  let contacts = 0;
  const contact: AppPorts['engine']['run'] = async () => {
    contacts += 1;
    return { refused: null, interrupted: false };
  };
  const exit = await runCommand(asked.invocation, {
    ...idlePorts,
    files: memoryFiles(files),
    show: (event) => void (event.type === 'diagnostic' && event.severity === 'error' && errors.push(event)),
    engine: { ...idlePorts.engine, run: contact },
  });
  return { exit, contacts, errors };
}

interface Change {
  readonly file: string;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
  readonly line: 'drop' | 'twice' | 'in' | 'out' | null;
}

const pieces = ['', '\t', '{{', '}}', '{%', ': ', '- ', '\n', '\n  ', '"', "'", '[', '{', '|', '&a', '*a', '<<: '];
const others = ['!x ', '!vault ', 'null', '-1', '1e9', '~', '٣', '\u0000', '😀', '__proto__', '[0:9]', '{{ x }}', '#'];
const change: fc.Arbitrary<Change> = fc.record({
  file: fc.constantFrom(...Object.keys(valid), 'site.yaml', 'site.yaml', 'hosts.yaml'),
  at: fc.nat(1500),
  remove: fc.nat(12),
  insert: fc.oneof(fc.constantFrom(...pieces, ...others), fc.string({ maxLength: 4 })),
  /** Instead: this line goes away, comes twice, or moves by so many columns. */
  line: fc.option(fc.constantFrom('drop' as const, 'twice' as const, 'in' as const, 'out' as const), { freq: 4 }),
});

function mutated(files: Readonly<Record<string, string>>, { file, at, remove, insert, line }: Change) {
  const text = files[file] ?? '';
  const place = at % (text.length + 1);
  if (line === null) return { ...files, [file]: text.slice(0, place) + insert + text.slice(place + remove) };
  const lines = text.split('\n');
  const index = place % lines.length;
  const one = lines[index] ?? '';
  const changed = { drop: [], twice: [one, one], in: [`  ${one}`], out: [one.replace(/^ {1,2}/, '')] }[line];
  return { ...files, [file]: lines.toSpliced(index, 1, ...changed).join('\n') };
}

test('10,000 mutations of playbooks and inventories: none crashes, and no host is contacted where one is wrong', async (t) => {
  const whole = await plan(valid);
  t.deepEqual([whole.exit, whole.contacts, whole.errors], [0, 1, []]);
  let taken = 0;
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const { exit, contacts, errors } = await plan(changes.reduce(mutated, valid));
      for (const { code } of errors) codes.add(code);
      taken += contacts;
      const isRefused = exit === 5 && contacts === 0 && errors.length > 0;
      return isRefused || (exit === 0 && contacts === 1 && errors.length === 0);
    }),
    { numRuns: 10_000, seed: 20_261_121 },
  );
  t.log(`${taken} are still valid; ${codes.size} kinds of mistakes`);
  t.true(taken > 100 && codes.size > 20);
});
