import { readFileSync } from 'node:fs';

import test from 'ava';

import type { Inventory } from '../../src/domain/inventory.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { selectHosts } from '../../src/playbook/host-patterns.ts';
import { nodeToValue } from '../../src/source/decode.ts';
import { bulwarkIn, writeFiles } from '../support/bulwark.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { plain } from '../support/plain.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page = readFileSync(new URL('../../docs/inventory.md', import.meta.url), 'utf8');
const block = (kind: string): string => new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';
const ini = block('ini');

function read(name: string, text: string): Inventory {
  const parsed = parseInventory([name], memoryFiles({ [name]: text }), null);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.value;
}

test('the YAML of the page is an inventory', (t) => {
  t.deepEqual([...read('hosts.yaml', block('yaml')).hosts.keys()], ['cp-1', 'cp-2', 'cp-3', 'worker-1']);
});

test('the INI of the page says what the page says of it', (t) => {
  const { hosts, groups } = read('hosts.ini', ini);
  t.deepEqual(groups.get('ungrouped'), ['bastion']);
  t.deepEqual(groups.get('workers')?.slice(0, 3), ['worker-1', 'worker-02.example', 'worker-04.example']);
  const vars = (host: string): unknown =>
    Object.fromEntries(
      (hosts.get(host)?.layers ?? []).flatMap((layer) =>
        [...layer.vars].map(([name, node]) => [name, plain(nodeToValue(node))]),
      ),
    );
  t.deepEqual(vars('worker-1'), {
    ansible_user: 'ops',
    rack: 7,
    ansible_host: '10.20.0.21',
    labels: ['blue', 'green'],
  });
  t.deepEqual(vars('worker-10.example'), { ansible_user: 'ops', rack: 7, ansible_port: 2222 });
});

/** The table of patterns, for an inventory that has all that is named there. */
const fleet = read('hosts.ini', '[control_plane]\ncp-[1:3]\n[workers]\nworker-[1:4]\n[blue]\nworker-2\n');
const rows = [...page.matchAll(/^\| (`.*) \| [^|]* \|$/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, pattern = '']) => pattern),
);

test('the page has a table of patterns', (t) => t.true(rows.length > 15));

for (const pattern of rows.filter((each) => !each.startsWith('-l'))) {
  test(`the pattern \`${pattern}\` of the page selects hosts`, (t) => {
    const selected = selectHosts(pattern, fleet);
    t.true(selected.ok && (pattern === 'ungrouped' || selected.value.length > 0), JSON.stringify(selected));
  });
}

test('the commands of the page work on its inventory', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { 'hosts.ini': `${ini}[workers]\nworker-3\n` });
  const lines = [...page.matchAll(/^bulwark (.*?) {2,}/gm)].map(([, words = '']) => words);
  t.is(lines.length, 4);
  for (const line of lines) {
    const words = line.split(' ').map((word) => word.replaceAll("'", ''));
    const { status, stdout, stderr } = bulwarkIn(folder, words);
    t.is(status, 0, `${line}\n${stderr}`);
    t.true(stdout.length > 0);
  }
});
