import type { Assessment, ControlOnHost, RoleDifference, Since } from '../../domain/assessment.ts';
import { count } from '../../domain/count.ts';
import type { RunEventBody } from '../../domain/event.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { wrap } from '../columns.ts';
import { nextLines } from '../command-lines.ts';
import { ago } from '../duration.ts';
import { escapeControls } from '../host-text.ts';
import type { TextOptions } from '../text-options.ts';
import { benchmarkName } from './counts.ts';

/** Lines of one kind at most; all are in the reports. */
const FEW = 5;

/** What hosts of one role have differently. */
export function differenceText({ differences }: Assessment, verbosity: number, width: number): readonly string[] {
  const shown = verbosity > 0 ? differences : differences.slice(0, FEW);
  const left = differences.length - shown.length;
  return [
    ...shown.flatMap((difference) => wrap(differenceWords(difference), width, 10)),
    ...(left > 0 ? [`differs ${left} more (-v)`] : []),
  ];
}

const differenceWords = ({ role, what, values }: RoleDifference): string =>
  `differs ${role === 'worker' ? 'workers' : 'control planes'}: ${escapeControls(what)} ${values
    .map(({ value, hosts }) => `${value === null ? 'unset' : escapeControls(value)} on ${foldNodes(hosts)}`)
    .join('; ')}`;

/** Who was asked, and with which catalogue, playbooks and program: what an auditor wants to know first. */
export function scopeText({ scope, header }: Assessment, width: number): readonly string[] {
  const seen = scope.hosts.filter(({ reached }) => reached).length;
  const nodes = scope.hosts.length + scope.notInInventory.length;
  const roles = new Set(scope.hosts.flatMap(({ role }) => role ?? []));
  const whole = scope.missing.length === 0 && roles.size === 2 ? ', every role' : '';
  const git =
    header.git === null ? '' : ` git ${header.git.commit.slice(0, 7)} ${header.git.clean ? 'clean' : 'changed'}`;
  const playbooks = git === '' ? `${count(header.playbooks.length, 'file')} of playbooks` : `project${git}`;
  const left = scope.notSelected.length === 0 ? '' : `; not selected: ${foldNodes(scope.notSelected)}`;
  const chosen = header.chosen === null ? [] : [`profile ${header.profile}: ${header.chosen}`];
  return [
    `Scope   ${seen} of ${count(nodes, 'node')}${whole}, nothing written${left}`,
    `        catalogue ${header.catalogue.version}, ${playbooks}, ${header.tool.name} ${header.tool.version}`,
    ...chosen.map((words) => `        ${escapeControls(words)}`),
  ].flatMap((line) => wrap(line, width, 8));
}

/** What is new and what is settled, a word for each control. */
export function sinceText({ since, header }: Assessment, width: number): readonly string[] {
  if (since === null) return [];
  const past = ago(Date.parse(header.finishedAt) - Date.parse(since.at));
  const settled = new Set(since.settled.map(({ control }) => control)).size;
  const of = settled === 0 ? '' : ` of ${count(settled, 'control')}`;
  const words = `Since   ${since.run} (${past}): ${count(since.settled.length, 'finding')}${of} settled, ${since.new.length} new`;
  return [words, ...newLines(since)].flatMap((line) => wrap(line, width, 8));
}

function newLines({ new: found }: Since): readonly string[] {
  const byControl = [...Map.groupBy(found, ({ control }: ControlOnHost) => control)];
  const lines = byControl
    .slice(0, FEW)
    .map(([control, on]) => `        new  ${control}  ${foldNodes(on.map(({ host }) => host))}`);
  return [...lines, ...(byControl.length > FEW ? [`        and ${byControl.length - FEW} more`] : [])];
}

/** Passed out of what was judged, with what could not be: never a per cent alone. */
export function scoreText({ benchmarks, controls }: Assessment, width: number): readonly string[] {
  const byId = new Map(controls.map((control) => [control.id, control.status]));
  return benchmarks.flatMap(({ id, version, controls: ids }) => {
    const of = (status: string): number => ids.filter((control) => byId.get(control) === status).length;
    const judged = of('pass') + of('fail') + of('waived');
    const share = judged === 0 ? 'none judged' : `${Math.floor((100 * of('pass')) / judged)} %`;
    const rest = `not counted: ${of('unknown')} unknown, ${of('not-assessed')} not assessed, ${of('manual') + of('attested')} manual, ${of('not-applicable')} not applicable`;
    return wrap(
      `score   ${benchmarkName(id, version)}  ${share}: ${of('pass')} of ${judged} that could be judged; ${rest}`,
      width,
      8,
    );
  });
}

/** Files of `-o`: one, or the first of one for each host. */
export const writtenText = (written: readonly Written[], width: number): readonly string[] =>
  written.flatMap(({ files: [first = '', ...others] }, index) =>
    wrap(
      `${index === 0 ? 'Wrote ' : '      '}  ${first}${others.length === 0 ? '' : ` and ${others.length} more, to ${others.at(-1) ?? ''}`}`,
      width,
      8,
    ),
  );

/** What changes that: the playbook that was assessed, or those of the benchmarks. */
export function repairText({ causes, benchmarks }: Assessment, options: TextOptions): readonly string[] {
  const repairs = options.assess?.repairs;
  if (repairs === undefined || !causes.some(({ status }) => status === 'fail')) return [];
  const commands =
    repairs === 'own'
      ? [{ command: options.command('plan'), why: 'what the playbook would change' }]
      : (['cis', 'stig'] as const)
          .filter((name) => benchmarks.some(({ id }) => id.startsWith(name)))
          .flatMap((name) => {
            const file = repairs[name];
            const command = options.command('plan', { playbook: 'none', add: [file ?? ''] });
            return file === null ? [] : [{ command, why: `what meeting ${benchmarkNames[name]} would change` }];
          });
  return commands.length === 0 ? [] : nextLines(commands, options.width, 'Repair  ');
}

const benchmarkNames = { cis: 'CIS', stig: 'the STIG' } as const;

type Written = Extract<RunEventBody, { type: 'report-written' }>;

/** What to type: the matrix, the auditor's file, unless they were just written; the worst finding. */
export function nextText(
  { causes, benchmarks }: Assessment,
  options: TextOptions,
  written: readonly Written[],
): readonly string[] {
  const lacks = (ending: string): boolean => !written.some(({ path }) => path.endsWith(ending));
  const worst = causes.find(({ status }) => status === 'fail')?.controls[0];
  const stig = benchmarks.some(({ id }) => id === 'stig');
  const commands = [
    ...(lacks('.html')
      ? [{ command: options.command('assess', { add: ['-o', 'report.html'] }), why: 'the matrix, evidence on click' }]
      : []),
    ...(stig && lacks('.cklb')
      ? [{ command: options.command('assess', { add: ['-o', 'prod.cklb'] }), why: 'for STIG Viewer, one per host' }]
      : []),
    ...(worst === undefined ? [] : [{ command: `bulwark explain ${worst}`, why: 'why, how it is checked, the risk' }]),
  ];
  return commands.length === 0 ? [] : nextLines(commands, options.width, 'Next    ');
}
