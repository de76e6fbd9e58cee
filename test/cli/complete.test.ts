import test from 'ava';

import { complete } from '../../src/cli/complete.ts';
import type { Typed, ValueKind } from '../../src/cli/complete-word.ts';

const hosts = ['workers', 'worker-1', 'cp-1'];
const values: Readonly<Partial<Record<ValueKind, readonly string[]>>> = {
  patterns: hosts,
  hosts,
  tags: ['audit', 'kernel'],
  modules: ['systemd'],
  words: ['not-converged'],
  playbooks: ['site.yaml'],
  files: ['inv.yaml', 'inventory/'],
  variables: ['ansible_user'],
  runs: ['1121-k7'],
};

async function offered(line: string) {
  const asked: [ValueKind, Typed][] = [];
  const found = await complete(line.split(' '), async (kind, typed) => {
    asked.push([kind, typed]);
    return (values[kind] ?? []).map((word) => ({ word }));
  });
  return { words: found.map(({ word }) => word), asked };
}

const offers = test.macro({
  exec: async (t, line: string, words: readonly string[]) => t.deepEqual((await offered(line)).words, words),
  title: (_, line: string) => `\`bulwark ${line}\` and TAB`,
});

test(offers, 'ap', ['apply']);
test(offers, 'inventory ', ['list', 'graph', 'why']);
test(offers, 'nonsense ', []);
test(offers, 'plan -l wor', ['workers', 'worker-1']);
test(offers, 'plan -l workers:!wor', ['workers:!workers', 'workers:!worker-1']);
test(offers, 'plan --limit=cp-1,wor', ['--limit=cp-1,workers', '--limit=cp-1,worker-1']);
test(offers, 'plan -bl cp', ['cp-1']);
test(offers, 'plan -t audit,k', ['audit,kernel']);
test(offers, 'plan --disrupt n', ['none', 'node']);
test(offers, 'plan --format=js', ['--format=jsonl']);
test(offers, 'plan -e @inv', ['@inv.yaml', '@inventory/']);
test(offers, 'plan -e x', []);
test(offers, 'plan s', ['site.yaml']);
test(offers, 'plan site.yaml s', []);
test(offers, '-i inv.yaml plan s', ['site.yaml']);
test(offers, 'facts w', ['workers', 'worker-1']);
test(offers, 'rollback 1121-k7 cp', ['cp-1']);
test(offers, 'inventory why cp', ['cp-1']);
test(offers, 'inventory why cp-1 ans', ['ansible_user']);
test(offers, 'modules sys', ['systemd']);
test(offers, 'explain not', ['not-converged']);
test(offers, 'completion b', ['bash']);
test(offers, 'help ro', ['rollback']);
test(offers, '--ver', ['--version']);
test(offers, 'plan --yes --ye', []);
test(offers, 'plan -e a=1 --extra', ['--extra-vars']);

test('what was typed decides which files are looked at', async (t) => {
  const { asked } = await offered('plan -i other.yaml site.yaml -l ');
  t.like(asked[0]?.[1], { words: ['site.yaml'], last: '' });
  t.is(asked[0]?.[1].values.get('inventory'), 'other.yaml');
});
