import type { HostOutcome } from '../domain/event.ts';
import { count } from '../domain/count.ts';
import { changesOf, componentOf, doneWords, madeOn, restartsOf } from './blocks.ts';
import { padTo, spread, wrap } from './columns.ts';
import { columnDuration, duration } from './duration.ts';
import { failureHeadline, failureText, failuresOf, rolledBackWords } from './failure-text.ts';
import { escapeControls } from './host-text.ts';
import { frame } from './section-text.ts';
import type { HostStory } from './story.ts';

/** How one host ended, in one line; a block of labelled lines when it failed. `took` in milliseconds, null where nobody knows. */
export function hostLine(
  host: HostStory,
  fleet: Iterable<HostStory>,
  outcome: HostOutcome,
  took: number | null,
  width: number,
): readonly string[] {
  const failed = outcome === 'failed' || outcome === 'rolled-back' || outcome === 'half-way';
  const putBack = outcome === 'changed' && host.rolledBack !== null;
  const short = isStoppedShort(host, outcome);
  const words = short
    ? `${count(madeOn(host), 'change')}, then the run stopped`
    : failed
      ? failureHeadline(host)
      : putBack
        ? `${count(host.rolledBack?.undone ?? 0, 'change')} undone, ${rolledBackWords(host)}`
        : successWords(host);
  const word = outcome === 'rolled-back' ? 'failed' : putBack ? 'rolled-back' : outcome;
  const head = spread(
    `${padTo(word, 9)}  ${host.name}  ${words}`,
    took === null ? '' : columnDuration(took),
    frame(width),
    11,
  );
  if (!failed) return [...head, ...gateText(host, width)];
  return short ? head : [...head, ...failureText(host, fleet, true, width)];
}

/** Nothing failed there: the run ended before the host was through. */
const isStoppedShort = (host: HostStory, outcome: HostOutcome): boolean =>
  outcome === 'half-way' && host.lost === null && host.rolledBack === null && failuresOf(host).length === 0;

/** `9 changes, 4 restarts, gates pass` */
function successWords(host: HostStory): string {
  const changes = changesOf(host);
  const restarts = restartsOf(host);
  const [only] = restarts;
  if (changes === 0 && only === undefined) return 'nothing to change';
  const restarted =
    only === undefined
      ? ''
      : restarts.length === 1
        ? `${componentOf(only.target)} restarted`
        : count(restarts.length, 'restart');
  const parts = [doneWords(host), restarted, gateWords(host)];
  return parts.filter((part) => part !== '').join(', ');
}

function gateWords(host: HostStory): string {
  if (host.gates.length === 0) return '';
  return host.gates.every((gate) => gate.passed)
    ? host.gates.length === 1
      ? 'gate passes'
      : 'gates pass'
    : 'a gate failed';
}

/** What the gates of a single service saw; of several services nothing more is said. */
function gateText(host: HostStory, width: number): readonly string[] {
  const [first] = host.gates;
  if (first === undefined || host.gates.some((gate) => gate.component !== first.component || !gate.passed)) return [];
  const ready = host.gates.find((gate) => gate.readyAfter !== null)?.readyAfter ?? null;
  const stable = Math.max(...host.gates.map((gate) => gate.stableFor));
  const parts = [
    first.seen,
    ready === null ? '' : `ready after ${duration(ready)}`,
    stable === 0 ? '' : `stable ${duration(stable)}`,
  ];
  return wrap(
    `           ${escapeControls(`${first.component} ${parts.filter((part) => part !== '').join(', ')}`)}`,
    width,
    11,
  );
}
