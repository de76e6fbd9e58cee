import type { Baseline } from '../../controls/baseline.ts';
import { dayOf } from '../../controls/waiver.ts';
import { oneLine, waiverText, type WaiverWords } from '../../controls/waiver-text.ts';
import { count } from '../../domain/count.ts';
import type { Control } from '../../domain/control.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Inventory } from '../../domain/inventory.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { WaiversInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { lastAssessment, nothingAssessed, waiverDesk } from './desk.ts';
import { waiverWords } from './waiver-words.ts';

/**
 * `waivers init [FILE]`: a new file with an entry for each control that fails in an assessment. What nobody said is left
 * empty, and the file is refused until a person wrote it: no risk is accepted by a program.
 */
export async function initWaivers(asked: WaiversInvocation, file: string | null, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const desk = await waiverDesk(asked, ports);
  if (!desk.ok) return log.refuse(desk.diagnostics);
  const { catalogue, inputs, path, isThere } = desk.value;
  if (isThere) return log.refuse([exists(path)]);
  const last = lastAssessment(file, catalogue, ports);
  if (!last.ok) return log.refuse(last.diagnostics);
  if (last.value === null) return log.refuse([nothingAssessed]);
  const entries = failing(last.value, [...catalogue.controls.values()]).map(({ control, hosts }) => ({
    control,
    words: waiverWords(control.id, groupsFor(hosts, inputs.inventory), asked.fields, dayOf(ports.now())),
  }));
  if (entries.length === 0) {
    ports.print([`ok  nothing fails in assessment ${last.value.run}: no waiver is needed, and none was written`]);
    return 0;
  }
  ports.project.rewrite([{ path, text: textOf(last.value, entries) }]);
  ports.print(
    toldOf(
      path,
      entries.length,
      entries.map(({ words }) => words),
    ),
  );
  return 0;
}

const exists = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'waivers-exist',
  summary: `there is a ${path} already`,
  hint: '`bulwark waivers add CONTROL` adds to it',
});

interface Failing {
  readonly control: Control;
  readonly hosts: readonly string[];
}

function failing({ statuses }: Baseline, controls: readonly Control[]): readonly Failing[] {
  return controls.flatMap((control) => {
    const hosts = [...(statuses.get(control.id) ?? [])].flatMap(([host, status]) => (status === 'fail' ? [host] : []));
    return hosts.length === 0 ? [] : [{ control, hosts }];
  });
}

/** One group where it has just these hosts: it holds for hosts that come later, too, and is easier to read. */
function groupsFor(hosts: readonly string[], { groups }: Inventory): readonly string[] {
  const wanted = hosts.toSorted().join(' ');
  const group = [...groups].find(([, members]) => members.toSorted().join(' ') === wanted);
  if (group === undefined) return hosts;
  return group[0] === 'all' ? [] : [group[0]];
}

function textOf(
  { run, at }: Baseline,
  entries: readonly { readonly control: Control; readonly words: WaiverWords }[],
): string {
  return [
    '# yaml-language-server: $schema=schemas/waivers.schema.json',
    `# Made of assessment ${oneLine(run)} (${oneLine(at)}). Take out what will be repaired; write who accepts the rest, and why.`,
    'waivers:',
    ...entries.map(({ control, words }) => waiverText(words, control.title)),
    'attestations: []',
    '',
  ].join('\n');
}

function toldOf(path: string, entries: number, words: readonly WaiverWords[]): readonly string[] {
  const empty = (['owner', 'approvedBy', 'reason'] as const).filter((key) => words.some((one) => one[key] === ''));
  const names = empty.map((key) => (key === 'approvedBy' ? 'approved_by' : key));
  return [
    `wrote  ${path}  ${count(entries, 'waiver')}`,
    ...(names.length === 0
      ? []
      : [
          `       take out what will be repaired, and write ${names.join(', ')} of the rest:`,
          '       until then every command that reads the file refuses it',
        ]),
    'Next   bulwark waivers list',
  ];
}
