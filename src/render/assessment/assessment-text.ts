import type { AssessedControl, Assessment, Cause } from '../../domain/assessment.ts';
import { controlAreas } from '../../domain/control.ts';
import { count } from '../../domain/count.ts';
import type { RunEventBody } from '../../domain/event.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { spread, wrap } from '../columns.ts';
import { escapeControls } from '../host-text.ts';
import type { TextOptions } from '../text-options.ts';
import { causeText } from './causes.ts';
import { areaName, areaTable, benchmarkTable, hostTable } from './counts.ts';
import { differenceText, nextText, repairText, scopeText, scoreText, sinceText, writtenText } from './ending.ts';
import { unknownText, verdictText } from './verdict.ts';
import { waiversText } from './waivers.ts';

/** What `assess` found: the verdict, counts, each cause once, who accepted what, and what was looked at. */
export function assessmentText(
  assessment: Assessment,
  options: TextOptions,
  written: readonly Extract<RunEventBody, { type: 'report-written' }>[] = [],
): readonly string[] {
  const { width, verbosity } = options;
  const by = options.assess?.by ?? null;
  const verdict = verdictText(assessment, width);
  if (options.quiet) return [...verdict, ...causesText(assessment, options)];
  const sections = [
    [
      ...(by === 'area'
        ? areaTable(assessment, width)
        : by === 'host'
          ? hostTable(assessment, width)
          : benchmarkTable(assessment, width)),
      ...unknownText(assessment, width),
    ],
    options.assess?.score === true ? scoreText(assessment, width) : [],
    causesText(assessment, options),
    [
      ...waiversText(assessment, width),
      ...manualText(assessment, width),
      ...notAssessedText(assessment, width),
      ...differenceText(assessment, verbosity, width),
    ],
    verbosity > 0 ? controlLines(assessment, width) : [],
    [
      ...scopeText(assessment, width),
      ...sinceText(assessment, width),
      ...writtenText(written, width),
      ...repairText(assessment, options),
      ...nextText(assessment, options, written),
    ],
  ];
  return [...verdict, ...sections.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines])];
}

/** What fails, then what is not known. */
function causesText(assessment: Assessment, options: TextOptions): readonly string[] {
  const open = assessment.causes.filter(({ status }) => status === 'fail' || status === 'unknown');
  const lost = new Set(assessment.scope.hosts.filter(({ reached }) => !reached).map(({ name }) => name));
  /** Hosts that were not reached are told in the verdict. */
  const seen = open.filter(({ status, hosts }) => status === 'fail' || !hosts.every((host) => lost.has(host)));
  const lines = (some: readonly Cause[]): readonly string[] =>
    some.flatMap((cause) => causeText(cause, assessment, options));
  const by = options.assess?.by ?? null;
  if (by === 'host') return byHost(assessment, seen, lines);
  if (by !== 'area') return lines(seen);
  const areaOf = new Map(assessment.controls.map(({ id, area }) => [id, area]));
  return controlAreas.flatMap((area) => {
    const some = seen.filter(({ controls: [first = ''] }) => areaOf.get(first) === area);
    return some.length === 0 ? [] : [`${areaName(area)}`, ...lines(some)];
  });
}

/** The causes of each host under its name. */
function byHost(
  { scope }: Assessment,
  seen: readonly Cause[],
  lines: (some: readonly Cause[]) => readonly string[],
): readonly string[] {
  const names = [...new Set([...scope.hosts.map(({ name }) => name), ...seen.flatMap(({ hosts }) => hosts)])];
  return names.flatMap((name) => {
    const some = seen.filter(({ hosts }) => hosts.includes(name)).map((cause) => ({ ...cause, hosts: [name] }));
    return some.length === 0 ? [] : [name, ...lines(some)];
  });
}

function manualText({ controls }: Assessment, width: number): readonly string[] {
  const manual = controls.filter(({ status }) => status === 'manual');
  const shown = manual.filter(({ results }) => results.some(({ evidence }) => evidence.length > 0));
  if (manual.length === 0) return [];
  const words = manual.length === 1 ? 'control needs' : 'controls need';
  return wrap(`manual  ${manual.length} ${words} a person; evidence for ${shown.length}, in the files of -o`, width, 8);
}

/** What nobody looked at, and why: a variable, a tag, a limit. */
function notAssessedText({ controls }: Assessment, width: number): readonly string[] {
  const open = controls.filter(({ status }) => status === 'not-assessed');
  const byWhy = Map.groupBy(open, ({ results }) => becauseOf(results));
  return [...byWhy].flatMap(([why, same]) => {
    const ids = same.slice(0, 4).map(({ id }) => id);
    const more = same.length > 4 ? ` and ${same.length - 4} more` : '';
    return wrap(
      `not-assessed  ${count(same.length, 'control')}: ${ids.join(', ')}${more}${why === '' ? '' : `; ${escapeControls(why)}`}`,
      width,
      8,
    );
  });
}

const becauseOf = (results: AssessedControl['results']): string =>
  results.find(({ status }) => status === 'not-assessed')?.because ?? '';

/** `-v`: every control with how it stands where. */
function controlLines({ controls }: Assessment, width: number): readonly string[] {
  const widest = Math.max(0, ...controls.map(({ id }) => id.length));
  return [
    'Controls',
    ...controls.flatMap(({ id, status, title, results }) => {
      const where = [...Map.groupBy(results, (result) => result.status)].map(
        ([of, same]) => `${of === status ? '' : `${of} `}${foldNodes(same.flatMap(({ hosts }) => hosts))}`,
      );
      const left = `  ${status.padEnd(14)}  ${id.padEnd(widest)}  ${title}`;
      return spread(left, where.join('  '), Math.min(width, LINE), 20 + widest);
    }),
  ];
}

/** Cells after which hosts would stand too far from their control. */
const LINE = 120;
