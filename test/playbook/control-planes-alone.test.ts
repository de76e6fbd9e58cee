import test from 'ava';

import { diskFiles } from '../../src/store/source-files.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { compilePlaybook } from '../../src/playbook/compile-playbook.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { compile, modules, noOptions } from './compile.ts';

const single = 'control_plane:\n  hosts:\n    cp-1:\n';
const play = '- name: Workers\n  hosts: workers\n  gather_facts: false\n  tasks: []\n';

for (const name of ['assess', 'hardening', 'cis', 'stig', 'reapply'])
  for (const [title, written] of [
    ['no group workers', single],
    ['an empty one', `${single}workers:\n`],
  ] as const)
    test(`${name}.yaml takes a cluster of one control plane with ${title}`, (t) => {
      const inventory = parseInventory(['hosts.yaml'], memoryFiles({ 'hosts.yaml': written }), '.');
      if (!inventory.ok) throw new Error(JSON.stringify(inventory.diagnostics));
      const path = `playbooks/${name}.yaml`;
      const compiled = compilePlaybook(path, inventory.value, { ...noOptions, check: true }, diskFiles(), modules);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
      t.deepEqual(new Set(compiled.value.plan.plays.flatMap(({ hosts }) => hosts)), new Set(['cp-1']));
      for (const about of compiled.value.plan.plays.filter((one) => one.name === 'Workers'))
        t.deepEqual(about.hosts, []);
    });

const refused = test.macro({
  exec: (t, hosts: string, site: string, summary: RegExp, limit: string | null = null) => {
    const compiled = compile({ 'hosts.yaml': hosts, 'site.yaml': site }, { limit });
    if (compiled.ok) return t.fail('it was taken');
    const [error] = compiled.diagnostics;
    t.is(error?.code, 'unknown-host-pattern');
    t.regex(error?.summary ?? '', summary);
    return t.deepEqual(error?.range?.start, { line: 2, column: 10 });
  },
  title: (title = '') => title,
});
test(
  'another host may be a worker of a misspelled group',
  refused,
  `${single}worker:\n  hosts:\n    worker-1:\n`,
  play,
  /^hosts: workers matches no host\. Near: worker/,
);
test('a host of no group, too', refused, `${single}ungrouped:\n  hosts:\n    worker-1:\n`, play, /^hosts: workers /);
test('where no host is a control plane, nobody is known', refused, 'nodes:\n  hosts:\n    a:\n', play, /workers/);
test(
  'workers alone still need control planes',
  refused,
  'workers:\n  hosts:\n    a:\n',
  play.replace('hosts: workers', 'hosts: control_plane'),
  /^hosts: control_plane matches no host/,
);
test(
  'any other group has to be there',
  refused,
  single,
  play.replace('hosts: workers', 'hosts: etcd'),
  /^hosts: etcd matches no host/,
);

test('the hint says what to write where there are no workers', (t) => {
  const compiled = compile({ 'hosts.yaml': `${single}spare:\n  hosts:\n    a:\n`, 'site.yaml': play });
  t.regex(compiled.ok ? '' : (compiled.diagnostics[0]?.hint ?? ''), /where no host is a worker: .*`workers:`$/);
});
