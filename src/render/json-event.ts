import type { HostRecap, Recap, RunEvent, TaskFinished } from '../domain/event.ts';
import type { Change } from '../domain/module.ts';
import type { Secret } from '../domain/secret.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { JsonChange, JsonCounts, JsonEvent, JsonTask } from './json-schema.ts';
import { jsonCompared, jsonExplained } from './json-drift.ts';
import { jsonObject, jsonValue } from './json-value.ts';

/** An event as other programs get it (`schemas/event.schema.json`): plain JSON, keys in a fixed order, secrets masked. */
export function jsonEvent(event: RunEvent): JsonEvent {
  const head = { seq: event.seq, at: new Date(event.at).toISOString() };
  switch (event.type) {
    case 'run-started':
      return {
        type: event.type,
        ...head,
        schemaVersion: event.schemaVersion,
        run: event.run,
        mode: event.mode,
        playbook: event.playbook,
        plays: event.plays.map(({ name, hosts }) => ({ name, hosts: [...hosts] })),
        hosts: event.hosts.map(({ name, cluster, controlPlane }) => ({ name, cluster, controlPlane })),
        notSelected: [...event.notSelected],
      };
    case 'task-finished':
    case 'handler-finished':
      return { type: event.type, ...head, ...jsonTask(event) };
    case 'run-finished':
      return { type: event.type, ...head, ...jsonRecap(event.recap), exit: event.exit };
    case 'diagnostic':
      return {
        type: event.type,
        ...head,
        severity: event.severity,
        code: event.code,
        summary: event.summary,
        detail: event.detail ?? event.label ?? null,
        hint: event.hint ?? null,
        file: event.range?.file ?? null,
        line: event.range?.start.line ?? null,
        column: event.range?.start.column ?? null,
      };
    default:
      return smallEvent(event, head);
  }
}

type SmallEvent = Exclude<
  RunEvent,
  { type: 'run-started' | 'task-finished' | 'handler-finished' | 'run-finished' | 'diagnostic' }
>;
type Head = { readonly seq: number; readonly at: string };

function smallEvent(event: SmallEvent, head: Head): JsonEvent {
  switch (event.type) {
    case 'host-connected':
      return { type: event.type, ...head, host: event.host, took: event.took };
    case 'host-lost':
      return {
        type: event.type,
        ...head,
        host: event.host,
        reason: event.reason,
        message: event.message,
        hint: event.hint,
        midway: event.midway,
        ...(event.ignored === true && { ignored: true as const }),
      };
    case 'plan-finished':
      return { type: event.type, ...head, changes: { ...event.changes } };
    case 'run-refused':
      return {
        type: event.type,
        ...head,
        code: event.code,
        host: event.host,
        message: event.message,
        hint: event.hint,
      };
    case 'play-started':
    case 'batch-started':
      return { type: event.type, ...head, play: event.play, hosts: [...event.hosts] };
    case 'gate-finished':
      return {
        type: event.type,
        ...head,
        host: event.host,
        play: event.play,
        task: event.task,
        reports: event.reports.map((report) => ({ ...report, said: [...report.said] })),
        took: event.took,
      };
    case 'host-finished':
      return { type: event.type, ...head, host: event.host, outcome: event.outcome, took: event.took };
    default:
      return rareEvent(event, head);
  }
}

type RareEvent = Extract<
  RunEvent,
  {
    type:
      | 'host-read'
      | 'refresh-waited'
      | 'host-compared'
      | 'drift-explained'
      | 'host-in-maintenance'
      | 'command-finished'
      | 'host-rolled-back'
      | 'block-rolled-back'
      | 'task-retried'
      | 'run-stopped'
      | 'handler-pending'
      | 'facts'
      | 'assessed'
      | 'report-written'
      | 'host-moved'
      | 'plan-file';
  }
>;

function rareEvent(event: RareEvent, head: Head): JsonEvent {
  switch (event.type) {
    case 'host-read': {
      const { refreshedAt, ...traits } = event.traits;
      const at = refreshedAt === null ? null : new Date(refreshedAt).toISOString();
      return { type: event.type, ...head, host: event.host, traits: { ...traits, refreshedAt: at } };
    }
    case 'refresh-waited': {
      const { type, host, change, what, over, took } = event;
      return { type, ...head, host, change, what, over, took };
    }
    case 'host-compared':
      return { type: event.type, ...head, ...jsonCompared(event) };
    case 'drift-explained':
      return { type: event.type, ...head, ...jsonExplained(event) };
    case 'host-in-maintenance':
      return { type: event.type, ...head, host: event.host, why: event.why, until: event.until };
    case 'command-finished': {
      const { type, host, code, stdout, stderr, clipped, cut, took } = event;
      return { type, ...head, host, code, stdout, stderr, clipped, cut, took };
    }
    case 'task-retried': {
      const { type, host, play, task, taskId, left, delay } = event;
      return { type, ...head, host, play, task, taskId, left, delay };
    }
    case 'block-rolled-back': {
      const { type, host, play, task, undone, complete, healthy, message, took } = event;
      return { type, ...head, host, play, task, undone, complete, healthy, message, took };
    }
    case 'host-rolled-back':
      return {
        type: event.type,
        ...head,
        host: event.host,
        undone: event.undone,
        complete: event.complete,
        healthy: event.healthy,
        message: event.message,
        took: event.took,
      };
    case 'run-stopped':
      return { type: event.type, ...head, because: event.because, notBegun: [...event.notBegun] };
    case 'handler-pending':
      return {
        type: event.type,
        ...head,
        host: event.host,
        handler: event.handler,
        run: event.run,
        settled: event.settled,
      };
    case 'facts':
      return { type: event.type, ...head, host: event.host, facts: jsonObject(event.facts) };
    case 'assessed':
      return { type: event.type, ...head, assessment: event.assessment };
    case 'report-written':
      return { type: event.type, ...head, path: event.path, files: [...event.files] };
    case 'host-moved':
    case 'plan-file':
      return planFileEvent(event, head);
    default:
      return unreachable(event);
  }
}

function planFileEvent(event: Extract<RunEvent, { type: 'host-moved' | 'plan-file' }>, head: Head): JsonEvent {
  if (event.type === 'plan-file')
    return {
      type: event.type,
      ...head,
      use: event.use,
      path: event.path,
      id: event.id,
      madeAt: new Date(event.madeAt).toISOString(),
      by: event.by,
      run: event.run,
      hosts: [...event.hosts],
      changes: event.changes,
    };
  return {
    type: event.type,
    ...head,
    host: event.host,
    reason: event.reason,
    run: event.reason === 'applied' ? event.run : null,
    differences:
      event.reason === 'applied' ? [] : event.differences.map(({ what, expected, seen }) => ({ what, expected, seen })),
  };
}

function jsonTask(task: TaskFinished): JsonTask {
  return {
    host: task.host,
    play: task.play,
    task: task.task,
    taskId: task.taskId,
    module: task.module,
    file: task.file,
    line: task.line,
    ...(task.item !== null && { item: task.item }),
    status: task.status,
    ...(task.assumed && { assumed: true }),
    ...(task.ignored && { ignored: true }),
    ...(task.rescued && { rescued: true }),
    ...(task.delegatedTo !== null && { delegatedTo: task.delegatedTo }),
    ...(task.runOnce && { runOnce: true }),
    ...(task.because !== null && { because: task.because }),
    changes: task.changes.map(jsonChange),
    kept: task.kept.map(({ what, why }) => ({ what, why })),
    warnings: [...task.warnings],
    findings: task.findings.map((finding) => ({
      controls: [...finding.controls],
      subject: { ...finding.subject },
      what: finding.what,
      wanted: finding.wanted,
      file: finding.file,
      ...(finding.live !== undefined && { live: finding.live }),
      ...(finding.nextBoot !== undefined && { nextBoot: finding.nextBoot }),
      where: finding.where,
      ...(finding.overruledBy !== undefined && { overruledBy: finding.overruledBy }),
      ...(finding.unseen !== undefined && { unseen: finding.unseen }),
      met: finding.met,
      ...(finding.command !== undefined && { command: finding.command }),
    })),
    controls: [...task.controls],
    notified: [...task.notified],
    ...(task.message !== null && { message: jsonValue(task.message) }),
    ...(task.error !== null && { error: jsonError(task.error) }),
    took: task.took,
  };
}

const jsonError = (error: NonNullable<TaskFinished['error']>): NonNullable<JsonTask['error']> => ({
  code: error.code,
  message: error.message,
  wanted: error.wanted ?? null,
  seen: error.seen ?? null,
  said: [...(error.said ?? [])],
  hint: error.hint ?? null,
});

function jsonChange(change: Change): JsonChange {
  const { text } = change.diff;
  return {
    action: change.action,
    target: change.target,
    converges: change.converges,
    disrupts: change.disrupts,
    undoable: change.undoable !== false,
    diff: {
      entries: change.diff.entries.map(({ name, before, after }) => ({
        name,
        before: shown(before),
        after: shown(after),
      })),
      ...(text !== undefined && { text: { before: shown(text.before), after: shown(text.after) } }),
    },
  };
}

const shown = (text: string | Secret | null): string | null => (text === null ? null : String(text).toWellFormed());

function jsonRecap(recap: Recap): {
  interrupted: Recap['interrupted'];
  refused: Recap['refused'];
  hosts: Record<string, JsonCounts & { outcome: HostRecap['outcome'] }>;
  total: JsonCounts;
} {
  const hosts = Object.fromEntries(
    recap.hosts.map((host) => [host.host, { outcome: host.outcome, ...countsOf([host]) }]),
  );
  return { interrupted: recap.interrupted, refused: recap.refused, hosts, total: countsOf(recap.hosts) };
}

function countsOf(hosts: readonly HostRecap[]): JsonCounts {
  const sum = (name: keyof JsonCounts): number => hosts.reduce((total, host) => total + host[name], 0);
  const rescued = sum('rescued');
  return {
    ok: sum('ok'),
    changed: sum('changed'),
    drifted: sum('drifted'),
    skipped: sum('skipped'),
    failed: sum('failed'),
    ignored: sum('ignored'),
    unreachable: sum('unreachable'),
    ...(rescued > 0 && { rescued }),
  };
}
