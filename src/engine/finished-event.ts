import type { TaskFinished } from '../domain/event.ts';
import type { Change, DiffEntry } from '../domain/module.ts';
import type { BoundItem } from '../domain/run-plan.ts';
import { Secret } from '../domain/secret.ts';
import type { Outcome } from './outcome.ts';
import type { Queued, SectionContext } from './section-context.ts';

/** What is told of one item; a `no_log` task is hidden here, before any sink. */
export function finishedEvent(
  context: SectionContext,
  queued: Queued,
  outcome: Outcome,
  { notified, rescued }: { readonly notified: readonly string[]; readonly rescued: boolean },
): TaskFinished {
  const { task } = queued.prepared;
  const item = queued.item?.item ?? null;
  const finished: TaskFinished = {
    host: context.host.name,
    play: context.play.name,
    task: item?.name ?? task.name,
    taskId: task.id,
    module: task.module,
    file: task.range.file,
    line: task.range.start.line,
    item: item?.label ?? null,
    delegatedTo: delegateOf(item, context.host.name),
    runOnce: task.runOnce,
    status: outcome.status,
    assumed: outcome.assumed,
    ignored: outcome.status === 'failed' && task.ignoreErrors,
    rescued,
    because: outcome.status === 'skipped' ? 'condition' : null,
    changes: task.showDiff === false ? outcome.changes.map(withoutContents) : outcome.changes,
    kept: outcome.kept,
    warnings: [...outcome.warnings, ...riskOf(queued, outcome)],
    findings: outcome.findings,
    controls: task.controls,
    notified,
    message: outcome.message,
    error: outcome.error,
    took: context.ports.clock.now() - queued.startedAt,
  };
  return isHidden(queued) ? censored(finished, task.name) : finished;
}

const delegateOf = (item: BoundItem | null, host: string): string | null => {
  if (item?.kind !== 'host' && item?.kind !== 'controller') return null;
  const { delegateTo } = item.settings;
  return delegateTo === host ? null : delegateTo;
};

/** Whether `no_log` holds for it, bound or not. */
export function isHidden({ prepared: { binding }, item }: Pick<Queued, 'prepared' | 'item'>): boolean {
  if (item === null) return binding.kind === 'failed' && binding.noLog;
  if (item.item.kind === 'skipped') return false;
  return item.item.kind === 'failed' ? item.item.noLog : item.item.settings.noLog;
}

/** What the playbook says that a step risks, where it is yet to be done: not a warning for hosts that are as wanted. */
const riskOf = ({ prepared }: Queued, { status, changes }: Outcome): readonly string[] =>
  status === 'drifted' && changes.length > 0 && prepared.task.risk !== undefined
    ? [`${prepared.task.name}: ${prepared.task.risk}`]
    : [];

const mask = String(new Secret(''));

/** Nothing that was filled in is told: not the name, the item, paths, values, steps or what the host said. */
const censored = (finished: TaskFinished, name: string): TaskFinished => ({
  ...finished,
  task: name,
  item: finished.item === null ? null : mask,
  changes: finished.changes.map(hidden),
  kept: [],
  warnings: finished.warnings.map(() => 'hidden by no_log'),
  findings: finished.findings.map(({ controls, met }) => ({
    controls,
    met,
    subject: { kind: 'task' },
    what: mask,
    wanted: mask,
    file: null,
    where: mask,
  })),
  message: null,
  error: finished.error === null ? null : { code: finished.error.code, message: 'hidden by no_log' },
});

/** `diff: false`: that something changes is told, and not what it was and will be. */
const withoutContents = (change: Change): Change => ({
  ...change,
  diff: { entries: change.diff.entries.map(masked) },
});

const masked = ({ name, before, after }: DiffEntry): DiffEntry => ({ name, before: hide(before), after: hide(after) });

const hide = (text: string | Secret | null): string | Secret | null =>
  text === null ? null : new Secret(String(text));

/** Steps go, but for the restarts that a gate's report is matched with. */
const hidden = (change: Change): Change => ({
  ...change,
  target: mask,
  writes: [],
  steps: change.steps.filter(({ kind }) => kind === 'restart-unit'),
  diff: {
    entries: change.diff.entries.map(masked),
    ...(change.diff.text === undefined
      ? {}
      : { text: { before: hide(change.diff.text.before), after: hide(change.diff.text.after) } }),
  },
});
