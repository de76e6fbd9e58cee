import { readdirSync, readFileSync } from 'node:fs';

import test from 'ava';

import { Collector } from '../../src/controls/collect.ts';
import { parseCatalogue } from '../../src/controls/parse-catalogue.ts';
import { assess } from '../../src/controls/assess.ts';
import { benchmarkIds, type Catalogue, type PartialCheck, partsOf } from '../../src/domain/control.ts';
import type { RunEventBody } from '../../src/domain/event.ts';
import type { Finding } from '../../src/domain/module.ts';
import type { Value } from '../../src/domain/value.ts';
import { header } from './support/assessed.ts';
import { finding, started, task } from './support/events.ts';

const folder = new URL('../../playbooks/controls/', import.meta.url);

function shipped(): Catalogue {
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }));
  const read = parseCatalogue(files);
  if (!read.ok) throw new Error(read.diagnostics.map(({ summary }) => summary).join('\n'));
  return read.value;
}

/** One in seven hosts has another value, and lines differ. */
function found(controls: readonly string[], part: Exclude<PartialCheck, { kind: 'task' }>, host: number): Finding {
  const value = host % 7 === 0 ? 'another' : 'as most have it';
  return finding({ controls, subject: part, file: value, live: value, nextBoot: value, where: `/args:${host % 5}` });
}

function* eventsOf(catalogue: Catalogue, hosts: readonly string[]): Generator<RunEventBody> {
  yield started(hosts);
  for (const [index, host] of hosts.entries()) {
    const services = new Map<string, Value>([
      ['kubelet', new Map<string, Value>([['pid', 1000 + index]])],
      ['etcd', new Map<string, Value>([['enabled', index < 3]])],
    ]);
    yield { type: 'facts', host, facts: new Map<string, Value>([['services', services]]) };
    for (const control of catalogue.controls.values()) {
      const parts = partsOf(control.check);
      const findings = parts.flatMap((part) => (part.kind === 'task' ? [] : [found([control.id], part, index)]));
      const isTask = parts.some(({ kind }) => kind === 'task');
      yield task({ host, task: control.title, module: 'assert', findings, controls: isTask ? [control.id] : [] });
    }
  }
}

test('500 hosts and all controls are folded in a few seconds and little memory', (t) => {
  const catalogue = shipped();
  const hosts = Array.from({ length: 500 }, (_, index) => (index < 3 ? `cp-${index}` : `worker-${index}`));
  const before = process.memoryUsage().heapUsed;
  const began = process.threadCpuUsage();
  const collector = new Collector();
  let seq = 0;
  for (const event of eventsOf(catalogue, hosts)) collector.add({ seq: (seq += 1), at: 1_763_805_120_000, ...event });
  const assessment = assess({ catalogue, benchmarks: benchmarkIds, header, looked: collector.looked() });
  const { user, system } = process.threadCpuUsage(began);
  const heap = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const json = JSON.stringify(assessment).length / 2 ** 20;
  t.log(
    `${hosts.length} hosts, ${catalogue.controls.size} controls, ${seq} events: ${Math.round((user + system) / 1000)} ms of CPU, ${Math.round(heap)} MiB of heap, ${json.toFixed(1)} MiB as JSON`,
  );
  t.is(assessment.controls.length, catalogue.controls.size);
  t.true(user + system < 10_000_000);
  t.true(heap < 400);
  t.true(json < 5);
});
