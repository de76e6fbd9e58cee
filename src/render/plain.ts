import type { RunEvent } from '../domain/event.ts';
import { count } from '../domain/count.ts';
import { startWatch, watch } from '../report/watch.ts';
import type { Watched } from '../report/watch.ts';
import { assessmentText } from './assessment/assessment-text.ts';
import { execText } from './exec-text.ts';
import { causeLines, driftText } from './drift-text.ts';
import { factsText } from './facts-text.ts';
import { hostLine } from './host-line.ts';
import { messageLines, messageOf } from './message-text.ts';
import { planText } from './plan-text.ts';
import { movedText } from './moved-text.ts';
import { err, out } from './printed.ts';
import type { Layout, Printed } from './printed.ts';
import { progressText } from './progress-text.ts';
import { exitWords } from './exit-words.ts';
import { exitText, recapText } from './recap-text.ts';
import { refusalText } from './refusal-text.ts';
import { startStory, tell } from './story.ts';
import type { Story } from './story.ts';
import { startTaskList } from './task-list.ts';
import type { TaskList } from './task-list.ts';
import type { TextOptions } from './text-options.ts';
import { besideTime, timed } from './time-column.ts';
import { wrap } from './columns.ts';

/** The text for people, without colour: a plan as a whole at the end, an apply line by line with its recap. */
export function plainLayout(options: TextOptions): Layout {
  const story = startStory();
  const watched = startWatch();
  const tasks = options.verbosity > 0 ? startTaskList() : null;
  return {
    add: (event) => {
      tell(story, event);
      watch(watched, event);
      tasks?.add(event);
      if (event.type !== 'run-finished') return middleText({ story, watched }, event, options);
      return endText({ story, watched, tasks }, event, options);
    },
  };
}

/** What the events of a run have told so far. */
interface Told {
  readonly story: Story;
  readonly watched: Watched;
}

function middleText({ story, watched }: Told, event: RunEvent, options: TextOptions): readonly Printed[] {
  if (event.type === 'plan-finished' && story.start?.mode === 'apply' && !options.quiet)
    return [...out(causeLines(watched, event.at, options)), ...runText(story, event, options)];
  if (event.type === 'run-started') return [...warnings(story, options), ...runText(story, event, options)];
  if (event.type === 'run-refused') return out(refusalText(story, event, options));
  if (event.type === 'diagnostic' && story.start !== null) return err(options.diagnostics([event], options.width));
  const message = messageOf(event);
  if (message === null || story.start?.mode === 'facts' || story.start?.mode === 'assess')
    return runText(story, event, options);
  if (story.start?.mode === 'plan') story.messages.push(message);
  else if (!options.quiet) return out(timed(messageLines([message], besideTime(options)), event.at, options));
  return [];
}

function runText(story: Story, event: RunEvent, options: TextOptions): readonly Printed[] {
  const writes = story.start?.mode === 'apply' || story.start?.mode === 'rollback';
  return writes && !options.quiet ? out(progressText(story, event, options)) : [];
}

/** Warnings about the input, before the run; errors wait for the end, which comes at once. */
const warnings = (story: Story, options: TextOptions): readonly Printed[] =>
  story.diagnostics.length === 0 ? [] : err(options.diagnostics(story.diagnostics, options.width));

function endText(
  { story, watched, tasks }: Told & { readonly tasks: TaskList | null },
  event: Extract<RunEvent, { type: 'run-finished' }>,
  options: TextOptions,
): readonly Printed[] {
  if (story.start === null) return refusedInput(story, event, options);
  if (options.quiet && isSilent(story, event)) return [];
  const messages = messageLines(story.messages, options.width);
  const said = messages.length === 0 || options.quiet ? [] : ['', ...messages];
  const result = [
    ...resultText({ story, watched }, event, options),
    ...said,
    ...(story.start.mode === 'facts' || story.start.mode === 'assess' ? [] : taskLines(tasks, options)),
  ];
  const exit = exitText(story, event, options.width);
  if (options.quiet)
    return out([
      ...result,
      ...(story.start.mode === 'assess' ? [] : failedHosts(story, event, options.width)),
      ...exit,
    ]);
  return [...runText(story, event, options), ...out([...result, ...exit])];
}

function resultText(
  { story, watched }: Told,
  event: Extract<RunEvent, { type: 'run-finished' }>,
  options: TextOptions,
): readonly string[] {
  const text =
    story.start?.mode === 'plan' && event.recap.interrupted === null && event.recap.refused === null
      ? planText(story, options)
      : null;
  if (text !== null) return text;
  if (story.start?.mode === 'drift') return driftText(story, watched, options);
  if (story.start?.mode === 'facts') return factsText(story, options);
  if (story.start?.mode === 'exec') return execText(story, event, options);
  if (story.assessed !== null) return assessmentText(story.assessed, options, story.reports);
  return recapText(story, event, options);
}

function taskLines(tasks: TaskList | null, options: TextOptions): readonly string[] {
  const lines = tasks?.text(options.width) ?? [];
  return lines.length === 0 ? [] : ['', 'Tasks', ...lines];
}

/** The blocks of failed hosts after the verdict, where nothing was told while it happened. */
function failedHosts(
  story: Story,
  event: Extract<RunEvent, { type: 'run-finished' }>,
  width: number,
): readonly string[] {
  if (story.start?.mode === 'plan') return [];
  const moved = story.moved.flatMap((one) => movedText(one, width));
  const failed = event.recap.hosts.flatMap(({ host: name, outcome }) => {
    const host = story.hosts.get(name);
    const bad = outcome === 'failed' || outcome === 'rolled-back' || outcome === 'half-way';
    return host === undefined || !bad
      ? []
      : hostLine(host, story.hosts.values(), outcome, host.finished?.took ?? null, width);
  });
  return [...moved, ...failed];
}

/** Mistakes in the input: all of them, then one line with the exit code. */
function refusedInput(
  story: Story,
  event: Extract<RunEvent, { type: 'run-finished' }>,
  options: TextOptions,
): readonly Printed[] {
  const errors = story.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const unmatched =
    errors > 0 &&
    story.diagnostics.every(
      ({ code, severity }) => severity === 'warning' || code === 'unknown-host-pattern' || code === 'no-host',
    );
  const words = unmatched
    ? 'exit 5: nothing matched, no host was contacted'
    : `${errors > 0 ? count(errors, 'error') : count(story.diagnostics.length, 'warning')}. No host was contacted. ${exitWords(event.exit, []) ?? ''}`;
  const verdict = event.exit === 0 ? [] : wrap(words, options.width, 2);
  return err([...options.diagnostics(story.diagnostics, options.width), ...verdict]);
}

/** Nothing that a person has to know: all as wanted. */
const isSilent = (story: Story, event: Extract<RunEvent, { type: 'run-finished' }>): boolean =>
  event.exit === 0 && story.start?.mode !== 'facts' && (story.start?.mode === 'assess' || isCalm(story, event));

const isCalm = (story: Story, event: Extract<RunEvent, { type: 'run-finished' }>): boolean =>
  event.recap.hosts.every(({ outcome }) => outcome === 'ok' || outcome === 'untouched' || outcome === 'maintenance') &&
  story.pending.length === 0;
