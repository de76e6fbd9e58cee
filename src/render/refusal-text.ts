import type { RunEvent } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { wrap } from './columns.ts';
import { hourAndMinute } from './clock.ts';
import { commandLines } from './command-lines.ts';
import { age } from './duration.ts';
import { escapeControls } from './host-text.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';

/** Why a run refuses to change anything: `refused  …` or `busy  …`, and what to type instead. */
export function refusalText(
  story: Story,
  event: Extract<RunEvent, { type: 'run-refused' }>,
  options: Pick<TextOptions, 'width' | 'command' | 'timeZone'>,
): readonly string[] {
  const { width } = options;
  if (event.code === 'not-confirmed') return [];
  const word = event.code === 'busy' ? 'busy' : 'refused';
  const hang = word.length + 2;
  const hint = event.code === 'control-plane-unreachable' ? workersOnly(story, options) : linesOf(event.hint ?? '');
  const [first = '', ...more] = linesOf(sinceWords(event.message, story.now, options.timeZone));
  return [
    ...wrap(`${word}  ${first}`, width, hang),
    ...[...more, ...hint].flatMap((line) => wrap(`${' '.repeat(hang)}${line}`, width, hang)),
  ];
}

/** Whoever holds a lock says since when as ISO 8601: `since 09:31 (2 min), alive`, for a lock lasts as long as its run. */
const sinceWords = (message: string, now: number, timeZone: string): string =>
  message.replace(/since (\d{4}-\d\d-\d\dT[\d:.]+Z)$/, (_, time: string) => {
    const at = Date.parse(time);
    return `since ${hourAndMinute(at, timeZone)} (${age(now - at)}), alive`;
  });

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n').map(escapeControls));

/** What can still be done while a control plane is away. */
function workersOnly(story: Story, { command, width }: Pick<TextOptions, 'width' | 'command'>): readonly string[] {
  const workers = [...story.hosts.values()].filter((host) => !host.controlPlane && host.lost === null);
  if (workers.length === 0) return [];
  const text = command('apply', { limit: foldNodes(workers.map(({ name }) => name)) });
  if (text.length <= width - 24) return [`workers only:  ${text}`];
  return ['workers only:', ...commandLines(text, width - 11).map((line) => `  ${line}`)];
}
