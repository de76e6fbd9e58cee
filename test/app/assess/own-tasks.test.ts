import test from 'ava';

import { ownTaskWords } from '../../../src/app/assess/own-tasks.ts';
import { catalogueOf } from '../../controls/support/assessed.ts';
import { compiled } from '../../playbook/compile.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const catalogue = catalogueOf({
  'BW-A': 'check: { task: a }',
  'BW-B': 'check: { all: [{ task: b }, { sysctl: kernel.panic, is: "10" }] }',
  'BW-C': 'check: { task: c }',
  'BW-MODE': 'check: { mode: /etc/x, at_most: "0600" }',
});
const assertion = (id: string): string => `    - { assert: { that: seen.rc == 0 }, controls: [${id}] }\n`;
const playbook = (...ids: readonly string[]): string =>
  `- hosts: all\n  gather_facts: false\n  tasks:\n    - { command: { cmd: ls, read_only: true }, register: seen }\n${ids.map(assertion).join('')}`;

const told = test.macro((t, text: string, shipped: string, expected: readonly string[]) => {
  const files = { 'hosts.yaml': 'all: { hosts: { cp-1: {} } }\n', 'site.yaml': text };
  const { plan } = compiled(t, files);
  const seen = new Map([['site.yaml', new TextEncoder().encode(text)]]);
  const own = memoryFiles({ 'playbooks/tasks/own.yaml': shipped, 'playbooks/x.yaml': '' });
  t.deepEqual(ownTaskWords(plan, catalogue, seen, own), expected);
});
const ours = playbook('BW-A');
test('a copy of what is brought along is as good', told, ours, ours, []);
test('an edited one is not', told, ours, `${ours}\n`, [
  'site.yaml is not as Bulwark brings it, and judges BW-A by its own words',
]);
test('several controls', told, playbook('BW-C', 'BW-A', 'BW-B'), ours, [
  'site.yaml is not as Bulwark brings it, and judges BW-A, BW-B and 1 more by its own words',
]);
test('what the catalogue judges by itself', told, playbook('BW-MODE'), ours, []);
