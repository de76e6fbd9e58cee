import type { HostOutcome } from '../domain/event.ts';
import { changesOf, restartsOf } from './blocks.ts';
import { padTo, spread, wrap } from './columns.ts';
import { columnDuration } from './duration.ts';
import { failureHeadline, failureText, rolledBackWords } from './failure-text.ts';
import { escapeControls } from './host-text.ts';
import { frame } from './section-text.ts';
import type { HostStory } from './story.ts';
import { count } from './words.ts';

/** How one host ended, in one line; a block of labelled lines when it failed. `took` in milliseconds, null where nobody knows. */
export function hostLine(host: HostStory, outcome: HostOutcome, took: number | null, width: number): readonly string[] {
  const failed = outcome === 'failed' || outcome === 'rolled-back' || outcome === 'half-way';
  const putBack = outcome === 'changed' && host.rolledBack !== null;
  const words = failed
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
  return failed ? [...head, ...failureText(host, true, width)] : [...head, ...gateText(host, width)];
}

/** `9 changes, 4 restarts, gates pass` */
function successWords(host: HostStory): string {
  const changes = changesOf(host);
  const restarts = restartsOf(host).length;
  if (changes + restarts === 0) return 'nothing to change';
  const parts = [count(changes, 'change'), restarts === 0 ? '' : count(restarts, 'restart'), gateWords(host)];
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

/** What a single gate saw; several are only counted. */
function gateText(host: HostStory, width: number): readonly string[] {
  const [only] = host.gates;
  if (only === undefined || host.gates.length > 1) return [];
  return wrap(`           ${escapeControls(`${only.component}: ${only.seen}`)}`, width, 11);
}
