import type { TaskFinished } from '../domain/event.ts';
import type { Change, DiffEntry } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import type { Outcome } from './outcome.ts';
import type { Queued, SectionContext } from './section-context.ts';

/** What is told of one item; the diffs of a `no_log` task are hidden here, before any sink. */
export function finishedEvent(
  context: SectionContext,
  queued: Queued,
  outcome: Outcome,
  notified: readonly string[],
): TaskFinished {
  const { task } = queued.prepared;
  const item = queued.item?.item ?? null;
  const settings = item !== null && (item.kind === 'host' || item.kind === 'controller') ? item.settings : null;
  const noLog = settings?.noLog ?? false;
  return {
    host: context.host.name,
    play: context.play.name,
    task: item?.name ?? task.name,
    taskId: task.id,
    module: task.module,
    file: task.range.file,
    line: task.range.start.line,
    item: noLog && item?.label !== null && item?.label !== undefined ? String(new Secret('')) : (item?.label ?? null),
    status: outcome.status,
    assumed: outcome.assumed,
    ignored: outcome.status === 'failed' && task.ignoreErrors,
    because: outcome.status === 'skipped' ? 'condition' : null,
    changes: noLog ? outcome.changes.map(hidden) : outcome.changes,
    kept: noLog ? [] : outcome.kept,
    warnings: outcome.warnings,
    findings: outcome.findings,
    controls: task.controls,
    notified,
    message: noLog ? null : outcome.message,
    error: noLog && outcome.error !== null ? { code: outcome.error.code, message: 'hidden by no_log' } : outcome.error,
    took: context.ports.clock.now() - queued.startedAt,
  };
}

const hide = (text: string | Secret | null): string | Secret | null =>
  text === null ? null : new Secret(String(text));

const hidden = (change: Change): Change => ({
  ...change,
  diff: {
    entries: change.diff.entries.map((entry): DiffEntry => ({
      name: entry.name,
      before: hide(entry.before),
      after: hide(entry.after),
    })),
    ...(change.diff.text === undefined
      ? {}
      : { text: { before: hide(change.diff.text.before), after: hide(change.diff.text.after) } }),
  },
});
