import test from 'ava';

import { controlGuard } from '../../src/controls/guard.ts';
import { parseCatalogue } from '../../src/controls/parse-catalogue.ts';
import type { Waiver } from '../../src/controls/waiver.ts';
import { parsed } from '../../src/domain/diagnostic.ts';
import type { Value } from '../../src/domain/value.ts';
import { controlsCatalogue } from '../support/controls-catalogue.ts';
import { compile, diagnosticsOf, fleet, playOf, shown } from './compile.ts';

const catalogue = parseCatalogue([{ path: 'controls.yaml', text: controlsCatalogue }]);

interface Project {
  readonly tasks?: string;
  readonly site?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, Value>>;
  readonly waivers?: readonly Waiver[];
}

/** What is said of a playbook that is held against the catalogue of these tests, on 2026-11-22. */
function said(t: { log: (text: string) => void }, { tasks = '', site, files, extra = {}, waivers = [] }: Project) {
  if (!catalogue.ok) throw new Error(catalogue.diagnostics.map(shown).join('\n'));
  const hosts = new Map([
    ['all', ['cp-1', 'cp-2', 'worker-1']],
    ['cp-1', ['cp-1']],
  ]);
  const guard = controlGuard(catalogue.value, waivers, {
    hostsOf: (pattern) => hosts.get(pattern) ?? [],
    today: '2026-11-22',
  });
  const outcome = compile(
    { 'hosts.yaml': fleet, 'site.yaml': site ?? playOf(tasks), ...files },
    { extraVars: new Map(Object.entries(extra)), guard: () => parsed(guard) },
  );
  const found = diagnosticsOf(outcome).filter(({ severity }) => severity === 'error');
  for (const one of found) t.log(shown(one));
  return found;
}

const refused = test.macro((t, project: Project, expected: string, words: RegExp = /./) => {
  const found = said(t, project);
  t.deepEqual(found.map(shown), [expected]);
  t.regex(`${found[0]?.label} ${found[0]?.detail} ${found[0]?.hint}`, words);
});
const taken = test.macro((t, project: Project) => t.deepEqual(said(t, project).map(shown), []));

const apiserver = (entries: string): string => `- args_file:\n    service: kube-apiserver\n    ${entries}\n`;
const maxage = (bounds: string): string => apiserver(`ensure: {audit-log-maxage: {${bounds}, controls: [CIS-1.2.19]}}`);
const weak = '`audit-log-maxage` would be weaker than a control that this task meets';
const own: Waiver = {
  kind: 'waiver',
  control: 'CIS-1.2.19',
  hosts: ['all'],
  owner: 'ops',
  approvedBy: 'SEC-1',
  reason: 'small disks',
  expires: '2027-06-30',
  compensatingControl: null,
  range: { file: 'waivers.yaml', start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
};
const byVariable = maxage(`at_least: "{{ days }}"`);

// Ids
test(
  'an id that no catalogue has',
  refused,
  { tasks: '- args_file: {service: kubelet}\n  controls: [CIS-1.2.91]\n' },
  'site.yaml:4:18 unknown-control there is no control `CIS-1.2.91`',
  /did you mean `CIS-1.2.19`/,
);
test(
  'an id that no catalogue has, on an entry',
  refused,
  { tasks: apiserver('set: {profiling: {value: false, controls: [V-999999]}}') },
  'site.yaml:5:52 unknown-control there is no control `V-999999`',
);
test(
  'ids of an entry that are a template',
  refused,
  {
    tasks: apiserver('ensure: {audit-log-maxage: {at_least: 30, controls: "{{ [nobody] }}"}}'),
    extra: { nobody: 'V-999999' },
  },
  'site.yaml:5:47 unknown-control there is no control `V-999999`',
);

// Values
test(
  'a weaker value',
  refused,
  { tasks: maxage('at_least: 7') },
  `site.yaml:5:47 weaker-than-control ${weak}`,
  /CIS-1\.2\.19 wants kube-apiserver --audit-log-maxage at least 30.* bulwark waivers add CIS-1\.2\.19/,
);
test(
  'a weaker variable of a play',
  refused,
  { site: playOf(byVariable, '  vars: {days: 7}\n') },
  `site.yaml:2:16 weaker-than-control ${weak}`,
);
test(
  'a weaker variable of a group',
  refused,
  { tasks: byVariable, files: { 'group_vars/all.yaml': '# x\ndays: 7\n' } },
  `group_vars/all.yaml:2:7 weaker-than-control ${weak}`,
  /the task is at site\.yaml:3/,
);
test(
  'a weaker variable of one host',
  refused,
  {
    tasks: byVariable,
    files: { 'group_vars/all.yaml': 'days: 30\n', 'host_vars/cp-2.yaml': 'days: 29\n' },
  },
  `host_vars/cp-2.yaml:1:7 weaker-than-control ${weak}`,
  /on cp-2/,
);
test(
  'a weaker variable that is made of another one',
  refused,
  {
    tasks: byVariable,
    files: { 'group_vars/all.yaml': 'days: "{{ weeks * 7 }}"\nweeks: 2\n' },
  },
  `group_vars/all.yaml:2:8 weaker-than-control ${weak}`,
);
test(
  'a weaker variable on the command line',
  refused,
  { tasks: byVariable, extra: { days: 7 } },
  `-e:1:1 weaker-than-control ${weak}`,
);
test(
  'a weaker variable behind a filter with a good default',
  refused,
  {
    tasks: maxage(`at_least: "{{ days | default(30) | int }}"`),
    extra: { days: 1 },
  },
  `-e:1:1 weaker-than-control ${weak}`,
);
test(
  '0 that only the entry takes for no limit',
  refused,
  { tasks: apiserver('ensure: {audit-log-maxsize: {at_least: 100, zero: unlimited, controls: [CIS-1.2.21]}}') },
  'site.yaml:5:48 weaker-than-control `audit-log-maxsize` would be weaker than a control that this task meets',
);
test(
  'a value that is no number',
  refused,
  { tasks: apiserver('set: {audit-log-maxage: {value: many, controls: [CIS-1.2.19]}}') },
  `site.yaml:5:41 weaker-than-control ${weak}`,
);
test(
  'a flag that is wanted and taken away',
  refused,
  { tasks: apiserver('absent: [{flag: audit-log-maxage, controls: [CIS-1.2.19]}]') },
  `site.yaml:5:18 weaker-than-control ${weak}`,
);
test(
  'any value where one is wanted',
  refused,
  { tasks: apiserver('ensure: {audit-log-maxage: {set: true, default: 30, controls: [CIS-1.2.19]}}') },
  `site.yaml:5:42 weaker-than-control ${weak}`,
);
test(
  'an item too few',
  refused,
  { tasks: apiserver('merge: {enable-admission-plugins: {items: [EventRateLimit], controls: [CIS-1.2.15]}}') },
  'site.yaml:5:51 weaker-than-control `enable-admission-plugins` would be weaker than a control that this task meets',
);
test(
  'one value of two is bad',
  refused,
  { tasks: apiserver('ensure: {audit-log-maxage: {one_of: [30, 7], controls: [CIS-1.2.19]}}') },
  `site.yaml:5:45 weaker-than-control ${weak}`,
);
test(
  'a looser mode',
  refused,
  { tasks: '- file: {path: /etc/kubernetes/admin.conf, mode: "0640"}\n  controls: [CIS-1.1.13]\n' },
  'site.yaml:3:54 weaker-than-control `mode` would be weaker than a control that this task meets',
  /0600 or stricter/,
);
test(
  'a mode that leaves bits as they are',
  refused,
  { tasks: '- file: {path: /etc/kubernetes/admin.conf, mode: o-r}\n  controls: [CIS-1.1.13]\n' },
  'site.yaml:3:54 weaker-than-control `mode` would be weaker than a control that this task meets',
);
test(
  'another owner',
  refused,
  { tasks: '- file: {path: /etc/kubernetes/admin.conf, owner: bob, group: root}\n  controls: [CIS-1.1.14]\n' },
  'site.yaml:3:55 weaker-than-control `owner` would be weaker than a control that this task meets',
);
test(
  'another value of a sysctl',
  refused,
  { tasks: '- sysctl: {name: kernel.panic, value: 0}\n  controls: [V-242434]\n' },
  'site.yaml:3:43 weaker-than-control `kernel.panic` would be weaker than a control that this task meets',
);
test('a stricter value', taken, { tasks: maxage('at_least: 90') });
test('no limit', taken, { tasks: maxage('at_least: 30, zero: unlimited') });
test('just the value', taken, { tasks: apiserver('set: {audit-log-maxage: {value: 30, controls: [CIS-1.2.19]}}') });
test('a variable that is strong enough', taken, { tasks: byVariable, extra: { days: 60 } });
test('a stricter mode', taken, {
  tasks: '- file: {path: /etc/kubernetes/admin.conf, mode: "0400"}\n  controls: [CIS-1.1.13]\n',
});
test('a symbolic mode that takes all bits away', taken, {
  tasks: '- file: {path: /etc/kubernetes/admin.conf, mode: "u=rw,go="}\n  controls: [CIS-1.1.13]\n',
});
test('a weak value without a control', taken, { tasks: apiserver('ensure: {audit-log-maxage: {at_least: 7}}') });

// Waivers
test('a weaker value that a waiver covers', taken, { tasks: maxage('at_least: 7'), waivers: [own] });
test(
  'a weaker value that a waiver covers on one host',
  refused,
  { tasks: maxage('at_least: 7'), waivers: [{ ...own, hosts: ['cp-1'] }] },
  `site.yaml:5:47 weaker-than-control ${weak}`,
  /on cp-2,worker-1/,
);
test(
  'a waiver whose last day was yesterday',
  refused,
  { tasks: maxage('at_least: 7'), waivers: [{ ...own, expires: '2026-11-21' }] },
  `site.yaml:5:47 weaker-than-control ${weak}`,
);
test('a waiver on its last day', taken, { tasks: maxage('at_least: 7'), waivers: [{ ...own, expires: '2026-11-22' }] });
test(
  'an attestation is no waiver',
  refused,
  { tasks: maxage('at_least: 7'), waivers: [{ ...own, kind: 'attestation' }] },
  `site.yaml:5:47 weaker-than-control ${weak}`,
);
test(
  'a waiver of another control',
  refused,
  { tasks: maxage('at_least: 7'), waivers: [{ ...own, control: 'CIS-1.2.21' }] },
  `site.yaml:5:47 weaker-than-control ${weak}`,
);

// Keywords
const carrying = '- args_file:\n    service: kubelet\n    set: {profiling: {value: false, controls: [CIS-1.2.18]}}\n';
for (const [keyword, value] of [
  ['ignore_errors', 'true'],
  ['failed_when', 'false'],
  ['changed_when', 'false'],
  ['no_log', 'true'],
  ['delegate_to', 'cp-1'],
]) {
  const task = carrying.replace('kubelet', 'kube-apiserver');
  test(
    `${keyword} beside entries with controls`,
    refused,
    { tasks: `${task}  ${keyword}: ${value}\n` },
    `site.yaml:6:7 misplaced-keyword \`${keyword}\` cannot stand on a task that carries controls`,
  );
  test(
    `${keyword} beside controls`,
    refused,
    { tasks: `- sysctl: {name: kernel.panic, value: 10}\n  controls: [V-242434]\n  ${keyword}: ${value}\n` },
    `site.yaml:5:7 misplaced-keyword \`${keyword}\` cannot stand on a task that carries controls`,
  );
}
for (const [keyword, value] of [
  ['ignore_errors', 'true'],
  ['no_log', '"{{ hide }}"'],
  ['delegate_to', 'cp-1'],
])
  test(
    `${keyword} of a block around controls`,
    refused,
    {
      tasks: `- ${keyword}: ${value}\n  block:\n    - sysctl: {name: kernel.panic, value: 10}\n      controls: [V-242434]\n`,
      extra: { hide: true },
    },
    `site.yaml:3:${9 + (keyword?.length ?? 0)} misplaced-keyword \`${keyword}\` cannot stand on a task that carries controls`,
    /line 5/,
  );
test(
  'no_log of a play around controls',
  refused,
  {
    site: playOf('- sysctl: {name: kernel.panic, value: 10}\n  controls: [V-242434]\n', '  no_log: true\n'),
  },
  'site.yaml:2:11 misplaced-keyword `no_log` cannot stand on a task that carries controls',
);
test('a block that says that nothing is hidden', taken, {
  tasks: '- no_log: false\n  block:\n    - sysctl: {name: kernel.panic, value: 10}\n      controls: [V-242434]\n',
});
test(
  'one host that answers for all',
  refused,
  { tasks: '- sysctl: {name: kernel.panic, value: 10}\n  controls: [V-242434]\n  run_once: true\n' },
  'site.yaml:4:18 control-run-once V-242434 is of each host, and `run_once` asks one of them',
);

// Who answers
const cannot = (module: string, id = 'BW-TASK'): string =>
  `site.yaml:4:18 control-not-answered this ${module} cannot tell whether ${id} is met`;
for (const task of [
  'debug: {msg: all is well}',
  'set_fact: {well: true}',
  'command: {cmd: "true", read_only: true}',
  'shell: {cmd: "true", read_only: true}',
  'ping: {}',
  'stat: {path: /}',
  'slurp: {path: /etc/hostname}',
  'setup: {}',
  'command: {cmd: "true", creates: /}',
  'meta: noop',
  'wait_for: {port: 22}',
])
  for (const id of ['BW-TASK', 'CIS-1.2.19'])
    test(
      `${task} for ${id}`,
      refused,
      { tasks: `- ${task}\n  controls: [${id}]\n` },
      cannot(task.split(':')[0] ?? '', id),
    );
test('a debug for a manual control is evidence', taken, {
  tasks: '- debug: {msg: a person looks}\n  controls: [BW-MANUAL]\n',
});
const registered = '- command: {cmd: ls, read_only: true}\n  register: seen\n';
const assertion = (that: string): string => `- assert: {that: '${that}'}\n  controls: [BW-TASK]\n`;
const never = 'control-not-answered this assert cannot tell whether BW-TASK is met';
test('an assert that is always true', refused, { tasks: assertion('true') }, cannot('assert'));
test('an assert about constants', refused, { tasks: assertion('1 < 2') }, cannot('assert'));
test(
  'an assert about what the inventory says',
  refused,
  { tasks: assertion('well'), files: { 'group_vars/all.yaml': 'well: true\n' } },
  cannot('assert'),
);
test(
  'an assert about what a set_fact says',
  refused,
  { tasks: `- set_fact: {well: true}\n${assertion('well')}` },
  `site.yaml:5:18 ${never}`,
);
test(
  'an assert about an answer that a set_fact replaced',
  refused,
  { tasks: `${registered}- set_fact: {seen: {rc: 0}}\n${assertion('seen.rc == 0')}` },
  `site.yaml:7:18 ${never}`,
);
test(
  'an assert about an answer whose name a set_fact may replace',
  refused,
  {
    tasks: `${registered}- set_fact: {"{{ name }}": "{{ 0 }}"}\n  vars: {name: seen}\n${assertion('seen.rc == 0')}`,
  },
  `site.yaml:8:18 ${never}`,
);
test('an assert about what a host answered', taken, { tasks: `${registered}${assertion('seen.rc == 0')}` });
test('an assert about what was made of an answer', taken, {
  tasks: `${registered}- set_fact: {well: "{{ seen.rc }}"}\n${assertion('well == 0')}`,
});
test('an assert about a variable of its own that is made of an answer', taken, {
  tasks: `${registered}- assert: {that: lines | length == 0}\n  vars: {lines: "{{ seen.stdout_lines }}"}\n  controls: [BW-TASK]\n`,
});
test('an assert about a fact', taken, { tasks: assertion('ansible_facts.os_family == "Debian"') });
for (const [name, value] of [
  ['seen', new Map([['stdout_lines', []]])],
  ['lines', []],
] as const)
  test(
    `-e ${name} in the place of an answer`,
    refused,
    {
      extra: { [name]: value },
      tasks: `${registered}- assert: {that: lines | length == 0}\n  vars: {lines: "{{ seen.stdout_lines }}"}\n  controls: [BW-TASK]\n`,
    },
    `site.yaml:7:18 control-forced -e ${name} stands in the place of what a host answered`,
    /BW-TASK would be judged by it/,
  );
for (const [where, tasks, at] of [
  [
    'a task',
    `${registered}- assert: {that: seen.stdout_lines | length <= most}\n  vars: {most: 0}\n  controls: [BW-TASK]\n`,
    '7:18',
  ],
  [
    'a block',
    `${registered}- vars: {most: 0}\n  block:\n    - assert: {that: seen.stdout_lines | length <= most}\n      controls: [BW-TASK]\n`,
    '8:22',
  ],
] as const)
  test(
    `-e in the place of a limit of ${where}`,
    refused,
    { extra: { most: 1000 }, tasks },
    `site.yaml:${at} control-forced -e most stands in the place of what its task judges by`,
    /BW-TASK would be judged by it/,
  );
test('-e for a variable that a limit lets be said', taken, {
  extra: { hardening_most: 2 },
  tasks: `${registered}- assert: {that: seen.stdout_lines | length <= most}\n  vars: {most: "{{ hardening_most | default(0) }}"}\n  controls: [BW-TASK]\n`,
});
test('-e for a value of a task that is compared', taken, {
  extra: { days: 60 },
  tasks: `${byVariable.trimEnd()}\n  vars: {days: 30}\n`,
});

test(
  'an entry about another flag',
  refused,
  { tasks: apiserver('set: {profiling: {value: false, controls: [CIS-1.2.19]}}') },
  'site.yaml:5:34 control-not-answered `profiling` cannot tell whether CIS-1.2.19 is met',
  /kube-apiserver --audit-log-maxage at least 30/,
);
test(
  'an entry about another service',
  refused,
  { tasks: maxage('at_least: 30').replace('kube-apiserver', 'kubelet') },
  'site.yaml:5:47 control-not-answered `audit-log-maxage` cannot tell whether CIS-1.2.19 is met',
);
test(
  'an entry about a copy of the args file',
  refused,
  { tasks: maxage('at_least: 30').replace('service: kube-apiserver', 'path: /tmp/kube-apiserver') },
  'site.yaml:5:47 control-not-answered `audit-log-maxage` cannot tell whether CIS-1.2.19 is met',
);

test('what one entry adds and another takes away is enough together', taken, {
  tasks: apiserver(
    'merge: {authorization-mode: {items: [Node], controls: [BW-MODES]}}\n    remove: {authorization-mode: {items: [AlwaysAllow], controls: [BW-MODES]}}',
  ),
});
test(
  'an entry that neither adds nor takes away what is wanted',
  refused,
  {
    tasks: apiserver('merge: {authorization-mode: {items: [RBAC], controls: [BW-MODES]}}'),
  },
  'site.yaml:5:45 weaker-than-control `authorization-mode` would be weaker than a control that this task meets',
);
test(
  '-e in the place of facts',
  refused,
  {
    tasks: '- setup: {}\n  register: told\n- sysctl: {name: kernel.panic, value: 10}\n  controls: [V-242434]\n',
    extra: { told: new Map() },
  },
  '- control-forced -e told stands in the place of what a host answered',
);
