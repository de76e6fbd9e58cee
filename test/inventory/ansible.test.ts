import { readFileSync } from 'node:fs';

import test from 'ava';

import type { Host, Inventory } from '../../src/domain/inventory.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { selectHosts } from '../../src/playbook/host-patterns.ts';
import { nodeToValue } from '../../src/source/decode.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { plain } from '../support/plain.ts';

interface Question {
  readonly inventory: string;
  readonly playbook?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly vars: readonly string[];
}

interface Answer {
  readonly patterns: Readonly<Record<string, readonly string[] | { readonly error: string } | null>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly vars: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Where we differ on purpose: Ansible warns and goes on with nothing. */
const UNKNOWN_TO_US = ['cp-[12]', 'dc[12]', 'edge-a,edge-b,cp-1', 'node[01:03]'];

const questions: Readonly<Record<string, Question>> = readFixture('questions.json');
const answers: { readonly provenance: string; readonly cases: Readonly<Record<string, Answer>> } =
  readFixture('answers.json');

for (const [name, answer] of Object.entries(answers.cases)) {
  const inventory = inventoryOf(questions[name]);

  for (const [pattern, hosts] of Object.entries(answer.patterns)) {
    if (hosts === null) continue;
    test(`\`${pattern}\` selects from the inventory ${name} what ${answers.provenance.split(',')[0]} selects`, (t) => {
      const selected = selectHosts(pattern, inventory);
      if (!Array.isArray(hosts) || UNKNOWN_TO_US.includes(pattern)) t.false(selected.ok);
      else t.deepEqual(selected.ok ? selected.value : selected.diagnostics, hosts);
    });
  }

  test(`the hosts of the inventory ${name} are in the groups that ansible-core puts them into`, (t) => {
    for (const [host, groups] of Object.entries(answer.groups)) {
      t.deepEqual(
        inventory.hosts.get(host)?.groups,
        groups.filter((group) => group !== 'all' && group !== 'ungrouped'),
        host,
      );
      t.is(inventory.groups.get('ungrouped')?.includes(host), groups.includes('ungrouped'), host);
    }
  });

  test(`the variables of the inventory ${name} win and lose as in ansible-core`, (t) => {
    const wanted = questions[name]?.vars ?? [];
    for (const [host, vars] of Object.entries(answer.vars))
      t.deepEqual(mergedVars(inventory.hosts.get(host), wanted), vars, host);
  });
}

function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

function inventoryOf(question: Question | undefined): Inventory {
  const read = parseInventory(
    [question?.inventory ?? ''],
    memoryFiles(question?.files ?? {}),
    question?.playbook ?? null,
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.value;
}

function mergedVars(host: Host | undefined, wanted: readonly string[]): Record<string, unknown> {
  const merged = new Map((host?.layers ?? []).flatMap(({ vars }) => [...vars]));
  return Object.fromEntries(
    [...merged].filter(([name]) => wanted.includes(name)).map(([name, node]) => [name, plain(nodeToValue(node))]),
  );
}
