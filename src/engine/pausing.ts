import type { Fields, Pause } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import type { Value } from '../domain/value.ts';
import { type Outcome, assumedOutcome, controllerOutcome, failedOutcome } from './outcome.ts';
import type { PreparedItem } from './prepare.ts';
import type { SectionContext } from './section-context.ts';

/** What an item wants to wait for; null: it is no pause. */
export const pauseOf = ({ item }: PreparedItem): Pause | null =>
  item.kind === 'controller' && item.result.kind === 'ok' ? (item.result.pause ?? null) : null;

/** A plan waits for nothing, and does not know what would be answered; nor does it where nobody can be asked. */
export function plannedPause(pause: Pause, { host }: SectionContext): Outcome {
  if (pause.duration !== null) return controllerOutcome({ kind: 'ok' });
  return host.options.answer === null ? unanswered('cannot be asked: there is no terminal') : assumedOutcome;
}

/** Waits, or asks on the terminal, outside of any exchange with the host. */
export async function pauseFor(
  pause: Pause,
  name: string,
  { host, ports: { clock, stop, secrets } }: SectionContext,
): Promise<Outcome> {
  const startedAt = clock.now();
  if (pause.duration !== null) {
    if (host.rehearsal === null) await clock.sleep(pause.duration, stop);
    return paused(pause, startedAt, clock.now(), '');
  }
  if (host.rehearsal !== null) return paused(pause, startedAt, startedAt, '');
  const answer = (await host.options.answer?.(questionOf(pause, name), pause.echo)) ?? null;
  if (answer === null) return unanswered('was not answered');
  if (pause.echo) return paused(pause, startedAt, clock.now(), answer);
  const secret = new Secret(answer);
  if (answer.length > 0) secrets.add(secret);
  return paused(pause, startedAt, clock.now(), secret);
}

const questionOf = ({ prompt }: Pause, name: string): string =>
  `[${name}]\n${prompt ?? 'Press enter to go on, Ctrl-C to stop'}: `;

const unanswered = (what: string): Outcome =>
  failedOutcome({
    code: 'refused',
    message: `the question of this pause ${what}`,
    hint: 'run it on a terminal, give the pause `seconds`, or leave the task out with --skip-tags',
  });

const paused = (pause: Pause, startedAt: number, endedAt: number, answer: Value): Outcome =>
  controllerOutcome({ kind: 'ok', fields: fieldsOf(pause, startedAt, endedAt, answer) });

/** Ansible's names. */
function fieldsOf({ echo, unit }: Pause, startedAt: number, endedAt: number, answer: Value): Fields {
  const seconds = (endedAt - startedAt) / 1000;
  const took = unit === 'minutes' ? seconds / 60 : seconds;
  return new Map<string, Value>([
    ['echo', echo],
    ['rc', 0],
    ['stderr', ''],
    ['stdout', `Paused for ${pythonFloat(Math.round(took * 100) / 100)} ${unit}`],
    ['start', timeText(startedAt)],
    ['stop', timeText(endedAt)],
    ['delta', Math.floor(seconds)],
    ['user_input', answer],
  ]);
}

const pythonFloat = (value: number): string => (Number.isInteger(value) ? `${String(value)}.0` : String(value));

/** In UTC. */
const timeText = (time: number): string => `${new Date(time).toISOString().slice(0, -1).replace('T', ' ')}000`;
