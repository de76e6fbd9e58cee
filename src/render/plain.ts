import type { RunEvent } from '../domain/event.ts';
import { factsText } from './facts-text.ts';
import { planText } from './plan-text.ts';
import { err, out } from './printed.ts';
import type { Layout, Printed } from './printed.ts';
import { progressText } from './progress-text.ts';
import { exitText, recapText } from './recap-text.ts';
import { refusalText } from './refusal-text.ts';
import { startStory, tell } from './story.ts';
import type { Story } from './story.ts';
import { startTaskList } from './task-list.ts';
import type { TaskList } from './task-list.ts';
import type { TextOptions } from './text-options.ts';
import { wrap } from './columns.ts';
import { count } from './words.ts';

/** The text for people, without colour: a plan as a whole at the end, an apply line by line with its recap. */
export function plainLayout(options: TextOptions): Layout {
  const story = startStory();
  const tasks = options.verbosity > 0 ? startTaskList() : null;
  return {
    add: (event) => {
      tell(story, event);
      tasks?.add(event);
      return event.type === 'run-finished' ? endText(story, event, tasks, options) : middleText(story, event, options);
    },
  };
}

function middleText(story: Story, event: RunEvent, options: TextOptions): readonly Printed[] {
  if (event.type === 'run-started') return [...warnings(story, options), ...runText(story, event, options)];
  if (event.type === 'run-refused') return out(refusalText(event, options.width));
  if (event.type === 'diagnostic' && story.start !== null) return err(options.diagnostics([event], options.width));
  return runText(story, event, options);
}

function runText(story: Story, event: RunEvent, options: TextOptions): readonly Printed[] {
  const writes = story.start?.mode === 'apply' || story.start?.mode === 'rollback';
  return writes && !options.quiet ? out(progressText(story, event, options)) : [];
}

/** Warnings about the input, before the run; errors wait for the end, which comes at once. */
const warnings = (story: Story, options: TextOptions): readonly Printed[] =>
  story.diagnostics.length === 0 ? [] : err(options.diagnostics(story.diagnostics, options.width));

function endText(story: Story, event: Extract<RunEvent, { type: 'run-finished' }>, tasks: TaskList | null, options: TextOptions): readonly Printed[] {
  if (story.start === null) return refusedInput(story, event, options);
  if (options.quiet && isSilent(story, event)) return [];
  const last = runText(story, event, { ...options, quiet: options.quiet && event.exit === 0 });
  return [...last, ...out([...(tasks?.text(options.width) ?? []), ...resultText(story, event, options)])];
}

function resultText(story: Story, event: Extract<RunEvent, { type: 'run-finished' }>, options: TextOptions): readonly string[] {
  const text = story.start?.mode === 'plan' && event.recap.interrupted === null && event.recap.refused === null ? planText(story, options) : null;
  if (text !== null) return [...text, ...exitText(event, options.width)];
  if (story.start?.mode === 'facts') return [...factsText(story, options), ...exitText(event, options.width)];
  return recapText(story, event, options);
}

/** Mistakes in the input: all of them, then one line with the exit code. */
function refusedInput(story: Story, event: Extract<RunEvent, { type: 'run-finished' }>, options: TextOptions): readonly Printed[] {
  const errors = story.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const verdict = event.exit === 0 ? [] : wrap(`${count(errors, 'error')}. No host was contacted. exit ${event.exit}: bad input`, options.width, 2);
  return err([...options.diagnostics(story.diagnostics, options.width), ...verdict]);
}

/** Nothing that a person has to know: all as wanted. */
const isSilent = (story: Story, event: Extract<RunEvent, { type: 'run-finished' }>): boolean =>
  event.exit === 0 && story.start?.mode !== 'facts' && event.recap.hosts.every((host) => host.outcome === 'ok' || host.outcome === 'untouched') && story.pending.length === 0;
