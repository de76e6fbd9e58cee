import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { selectHosts } from '../../src/playbook/host-patterns.ts';
import { bigInventory } from '../inventory/big-inventory.ts';
import { memoryFiles } from '../support/memory-files.ts';

/** `node test/bench/inventory-10000.ts [yaml|ini|json]`: what it takes to read an inventory of 10,000 hosts. */
const [kind = 'yaml'] = process.argv.slice(2);
if (kind !== 'yaml' && kind !== 'ini' && kind !== 'json') throw new Error('yaml, ini or json');
const files = memoryFiles(bigInventory(kind, 10_000));
const before = { rss: process.memoryUsage().rss, cpu: process.cpuUsage(), at: performance.now() };
const parsed = parseInventory([`inv/hosts.${kind}`], files, null);
const took = performance.now() - before.at;
const { user, system } = process.cpuUsage(before.cpu);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
const selecting = performance.now();
const selected = selectHosts('all:&workers*:!~worker-.*7$', parsed.value);
const { hosts } = parsed.value;
process.stdout.write(
  [
    `${kind}: ${hosts.size} hosts, ${[...hosts.values()].reduce((sum, { layers }) => sum + layers.length, 0)} layers`,
    `${Math.round(took)} ms, ${Math.round((user + system) / 1000)} ms of CPU`,
    `${Math.round((process.memoryUsage().rss - before.rss) / 1e6)} MB more, ${Math.round(process.memoryUsage().rss / 1e6)} MB in all`,
    `${Math.round(performance.now() - selecting)} ms for a pattern with ${selected.ok ? selected.value.length : 0} hosts`,
    '',
  ].join('\n'),
);
