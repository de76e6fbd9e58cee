import type { RunEventBody, TaskFinished } from '../../domain/event.ts';
import { isResult } from '../../domain/event.ts';
import type { Change } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import type { Told, ToldChange } from './schema.ts';

/** What of an event is kept to show the plan again; null for what nobody would see. */
export function toTold(event: RunEventBody): Told | null {
  if (isResult(event)) return isSeen(event) ? { type: event.type, ...toldResult(event) } : null;
  switch (event.type) {
    case 'run-started':
      return {
        type: event.type,
        playbook: event.playbook,
        plays: event.plays.map(({ name, hosts }) => ({ name, hosts: [...hosts] })),
        hosts: event.hosts.map(({ name, cluster, controlPlane }) => ({ name, cluster, controlPlane })),
        notSelected: [...event.notSelected],
      };
    case 'batch-started':
      return { type: event.type, play: event.play, hosts: [...event.hosts] };
    case 'host-lost':
      return { type: event.type, host: event.host, message: event.message };
    default:
      return null;
  }
}

const isSeen = ({ status, kept, warnings }: TaskFinished): boolean =>
  status === 'drifted' || status === 'failed' || kept.length > 0 || warnings.length > 0;

function toldResult(task: TaskFinished): Omit<Extract<Told, { type: 'task-finished' | 'handler-finished' }>, 'type'> {
  return {
    host: task.host,
    play: task.play,
    task: task.task,
    taskId: task.taskId,
    module: task.module,
    file: task.file,
    line: task.line,
    item: task.item,
    status: task.status === 'drifted' || task.status === 'failed' || task.status === 'skipped' ? task.status : 'ok',
    assumed: task.assumed,
    ignored: task.ignored,
    ...(task.rescued && { rescued: true }),
    changes: task.changes.map(toldChange),
    kept: task.kept.map(({ what, why }) => ({ what, why })),
    warnings: [...task.warnings],
    notified: [...task.notified],
    controls: [...task.controls],
    error:
      task.error === null
        ? null
        : {
            message: task.error.message,
            ...(task.error.seen !== undefined && { seen: task.error.seen }),
            ...(task.error.hint !== undefined && { hint: task.error.hint }),
          },
  };
}

const toldChange = ({ action, target, converges, disrupts, undoable, diff, steps }: Change): ToldChange => ({
  action,
  target,
  converges,
  disrupts,
  undoable: undoable !== false,
  entries: diff.entries.map(({ name, before, after }) => ({ name, before: hidden(before), after: hidden(after) })),
  ...(diff.text !== undefined && { text: { before: hidden(diff.text.before), after: hidden(diff.text.after) } }),
  restarts: steps.flatMap((step) => (step.kind === 'restart-unit' ? [step.unit] : [])),
});

type Hideable = string | { secret: true } | null;

const hidden = (text: string | Secret | null): Hideable =>
  text instanceof Secret ? { secret: true } : (text?.toWellFormed() ?? null);

const shown = (text: Hideable): string | Secret | null =>
  typeof text === 'object' && text !== null ? new Secret('') : text;

/** The event that was kept, as the run that made the plan told it. */
export function fromTold(told: Told, run: string): RunEventBody {
  switch (told.type) {
    case 'run-started':
      return { ...told, schemaVersion: 1, run, mode: 'plan' };
    case 'batch-started':
      return told;
    case 'host-lost':
      return { ...told, reason: 'no-answer', hint: null, midway: false };
    default:
      return {
        ...told,
        rescued: told.rescued ?? false,
        delegatedTo: told.delegatedTo ?? null,
        runOnce: told.runOnce ?? false,
        because: null,
        findings: [],
        message: null,
        took: 0,
        changes: told.changes.map(changeOf),
        error: told.error === null ? null : { code: 'refused', ...errorOf(told.error) },
      };
  }
}

const errorOf = (error: { message: string; seen?: string | undefined; hint?: string | undefined }) => ({
  message: error.message,
  ...(error.seen !== undefined && { seen: error.seen }),
  ...(error.hint !== undefined && { hint: error.hint }),
});

/** For people: its steps are gone but for the restarts, which the plan counts. */
const changeOf = (told: ToldChange): Change => ({
  action: told.action,
  target: told.target,
  converges: told.converges,
  disrupts: told.disrupts,
  undoable: told.undoable,
  writes: [],
  steps: told.restarts.map((unit) => ({ kind: 'restart-unit', unit, waitActive: 0, stableFor: 0 })),
  diff: {
    entries: told.entries.map(({ name, before, after }) => ({ name, before: shown(before), after: shown(after) })),
    ...(told.text !== undefined && { text: { before: shown(told.text.before), after: shown(told.text.after) } }),
  },
});
