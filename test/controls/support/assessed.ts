import { assess, type AssessInput } from '../../../src/controls/assess.ts';
import { Collector, type Looked } from '../../../src/controls/collect.ts';
import { parseCatalogue } from '../../../src/controls/parse-catalogue.ts';
import type { Assessment, AssessmentHeader, ControlStatus } from '../../../src/domain/assessment.ts';
import type { Catalogue } from '../../../src/domain/control.ts';
import type { RunEvent } from '../../../src/domain/event.ts';

/** Controls of our own form, `NAME: more YAML` each; scope is node unless said. */
export function catalogueOf(controls: Readonly<Record<string, string>>): Catalogue {
  const entries = Object.entries(controls).map(([id, more]) => {
    const about = ['scope: node', 'area: kubelet', `title: about ${id}`, 'rationale: a reason', 'default: pass'];
    const own = more.split('\n').filter((line) => line.trim() !== '');
    const lines = [...about.filter((line) => !own.some((one) => one.startsWith(line.replace(/:.*/, ':')))), ...own];
    return `  - id: ${id}\n${lines.map((line) => `    ${line}\n`).join('')}`;
  });
  const text = `version: "1"
benchmarks:
  - { id: cis-1.24, title: CIS, version: "1.24" }
  - { id: cis-1.12, title: CIS, version: "1.12" }
  - { id: stig, title: STIG, version: V2R4 }
  - { id: bulwark, title: ours, version: "1" }
controls:
${entries.join('')}`;
  const read = parseCatalogue([{ path: 'x.yaml', text }]);
  if (!read.ok) throw new Error(read.diagnostics.map(({ summary }) => summary).join('\n'));
  return read.value;
}

const digest = '0'.repeat(64);

export const header: AssessmentHeader = {
  run: '1122-a7',
  startedAt: '2026-11-22T09:52:00.000Z',
  finishedAt: '2026-11-22T09:52:01.000Z',
  operator: 'alice@laptop',
  tool: { name: 'bulwark', version: '0.1.0' },
  catalogue: { path: 'playbooks/controls', digest, version: '1' },
  playbooks: [],
  inventory: [],
  waivers: [],
  git: null,
  profile: 'bulwark',
  chosen: null,
};

export const assessed = (
  catalogue: Catalogue,
  events: readonly RunEvent[],
  more: Partial<AssessInput> = {},
): Assessment =>
  assess({
    catalogue,
    benchmarks: ['cis-1.24', 'cis-1.12', 'stig', 'bulwark'],
    header,
    looked: lookedIn(events),
    ...more,
  });

export function statusOf(assessment: Assessment, id: string): ControlStatus {
  const control = assessment.controls.find((one) => one.id === id);
  if (control === undefined) throw new Error(`${id} was not assessed`);
  return control.status;
}

/** `fail cp-1,cp-2: because`, one a result. */
export const resultsOf = (assessment: Assessment, id: string): readonly string[] =>
  (assessment.controls.find((one) => one.id === id)?.results ?? []).map(
    ({ status, hosts, because }) => `${status} ${hosts.join()}${because === null ? '' : `: ${because}`}`,
  );

function lookedIn(events: readonly RunEvent[]): Looked {
  const collector = new Collector();
  for (const event of events) collector.add(event);
  return collector.looked();
}
