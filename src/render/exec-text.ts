import type { RunEventBody } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { padTo, spread, wrap } from './columns.ts';
import { duration } from './duration.ts';
import { hostsOutOf, ofCluster, sinceStart } from './fleet-words.ts';
import { foldEqual } from './fold.ts';
import type { Held } from './fold.ts';
import { escapeControls, hostLine } from './host-text.ts';
import { frame, hostsText } from './section-text.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { unifiedDiff } from './unified-diff.ts';
import { unreachableText } from './unreachable-text.ts';

type Said = Extract<RunEventBody, { type: 'command-finished' }>;
type Finished = NonNullable<Story['finished']>;

/** What a command said on the hosts: the verdict, then equal answers once, under the hosts that gave them. */
export function execText(story: Story, finished: Finished, options: TextOptions): readonly string[] {
  if (finished.recap.refused !== null) return ['Nothing was run.'];
  const said = [...story.hosts.values()].flatMap(({ name, command }) =>
    command === null ? [] : [{ host: name, value: command }],
  );
  const apart = options.byHost === true || options.verbosity > 0;
  const groups = apart
    ? said.map(({ host, value }) => ({ value, hosts: [host] }))
    : foldEqual(said, ({ code, cut, stdout, stderr, clipped }) => JSON.stringify([code, cut, stdout, stderr, clipped]));
  const [usual] = groups;
  const shown = options.quiet ? groups.filter(({ value }) => value.code !== 0) : groups;
  const lost = unreachableText(story, options.width, '');
  return [
    ...wrap(verdict(story, finished), options.width, 2),
    ...shown.flatMap((group) => ['', ...groupText(group, usual ?? group, said.length, options)]),
    ...(lost.length === 0 ? [] : ['', ...lost]),
  ];
}

/** `failed  1 of 5 hosts of prod-a: cp-2. 0.8 s, no lock taken` */
function verdict(story: Story, finished: Finished): string {
  const hosts = [...story.hosts.values()];
  const bad = hosts.filter(({ command }) => command !== null && command.code !== 0).map(({ name }) => name);
  const ended = hosts.filter(({ command }) => command !== null).length;
  const word = finished.recap.interrupted !== null ? 'stopped' : bad.length > 0 ? 'failed' : ended > 0 ? 'ok' : 'lost';
  const number = bad.length > 0 ? bad.length : ended;
  const which = bad.length > 0 ? `: ${foldNodes(bad)}` : ended > 0 ? ': exit 0' : '';
  const lost = hosts.filter((host) => host.lost !== null).length;
  const more = [
    lost === 0 ? '' : `, ${lost} unreachable`,
    finished.recap.interrupted === null ? '' : `, ${count(hosts.length - ended - lost, 'host')} not begun`,
  ].join('');
  return `${word}  ${hostsOutOf(number, hosts.length)}${ofCluster(story)}${which}${more}. ${duration(sinceStart(story))}, no lock taken`;
}

function groupText(group: Held<Said>, usual: Held<Said>, fleet: number, options: TextOptions): readonly string[] {
  const { value, hosts } = group;
  const differs = options.diff && group !== usual;
  const word = padTo(value.code === 0 ? 'ok' : 'failed', 6);
  const against = differs ? ` against ${hostsText(usual.hosts, fleet)}` : '';
  const head = spread(`${word}  ${hostsText(hosts, fleet)}${against}`, endWords(value), frame(options.width), 8);
  return [...head, ...(differs ? diffLines(usual.value, value) : outputLines(value, options))];
}

/** What stands at the right of a heading; nothing for what ended well and said something. */
function endWords({ code, cut, stdout, stderr, took }: Said): string {
  if (cut === 'timeout') return `no end, killed after ${duration(took)}`;
  if (cut === 'interrupted') return 'interrupted, killed';
  const silent = stdout === '' && stderr === '' ? 'no output' : '';
  return code === 0 ? silent : [`exit ${code ?? '?'}`, silent].filter((word) => word !== '').join(', ');
}

/** Lines of one answer that are shown without `-v`. */
const maxLines = 60;

function outputLines({ stdout, stderr, clipped }: Said, { verbosity, width }: TextOptions): readonly string[] {
  const lines = textOf({ stdout, stderr });
  const whole = verbosity > 0;
  const shown = whole ? lines : lines.slice(0, maxLines);
  const left = lines.length - shown.length;
  return [
    ...shown.flatMap((line) => (whole ? [`  ${escapeControls(line)}`] : wrap(`  ${hostLine(line)}`, width, 4))),
    ...(left === 0 ? [] : wrap(`  (${count(left, 'more line')}: -v shows all, --format jsonl has them)`, width, 3)),
    ...(clipped ? wrap('  (it said more than 256 KiB, which was not fetched)', width, 3) : []),
  ];
}

const diffLines = (usual: Said, own: Said): readonly string[] => {
  const lines = unifiedDiff(`${textOf(usual).join('\n')}\n`, `${textOf(own).join('\n')}\n`);
  return (lines.length === 0 ? ['the same output'] : lines).map((line) => `  ${line}`);
};

/** Both streams as lines with tabs as spaces; standard error is marked. */
const textOf = ({ stdout, stderr }: Pick<Said, 'stdout' | 'stderr'>): readonly string[] => [
  ...linesOf(stdout),
  ...linesOf(stderr).map((line) => `stderr: ${line}`),
];

const linesOf = (text: string): readonly string[] =>
  text === ''
    ? []
    : text
        .replace(/\r?\n$/, '')
        .split(/\r?\n/)
        .map(expandTabs);

/** Tab stops every 8 columns, so that tables stay tables. */
function expandTabs(line: string): string {
  let column = 0;
  return line.replaceAll(/[^\t]+|\t/g, (part) => {
    const text = part === '\t' ? ' '.repeat(8 - (column % 8)) : part;
    column += text.length;
    return text;
  });
}
