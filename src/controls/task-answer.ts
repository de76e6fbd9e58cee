import type { Evidence } from '../domain/assessment.ts';
import type { TaskFinished } from '../domain/event.ts';
import type { Change } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import { Float, isList, isMapping, type Value } from '../domain/value.ts';
import { withoutVerdict } from '../domain/without-verdict.ts';
import type { Answer } from './answers.ts';

/** What a task that carries controls says of them: all is as it wants, or not, or it could not look. */
export function taskAnswer(task: TaskFinished): Answer {
  switch (task.status) {
    case 'ok':
      return okAnswer(task);
    case 'drifted':
    case 'changed':
      return withoutVerdict.has(task.module)
        ? { kind: 'unknown', why: `${task.task} was not run` }
        : { kind: 'task', met: false, evidence: driftEvidence(task) };
    case 'skipped':
      return task.because === 'host-failed'
        ? { kind: 'unknown', why: `${task.task} was not come to` }
        : {
            kind: 'left-out',
            why: `${task.task} was left out by ${task.because === 'tags' ? 'a tag' : 'a condition'}`,
          };
    case 'failed':
      return failedAnswer(task);
    case 'unreachable':
      return { kind: 'unknown', why: 'the host was lost' };
  }
}

/** An `assert` that only warns is not met all the same. */
function okAnswer(task: TaskFinished): Answer {
  if (task.module === 'assert' && task.warnings.length > 0)
    return { kind: 'task', met: false, evidence: task.warnings.map((warning) => told(task, warning, false)) };
  if (withoutVerdict.has(task.module)) {
    const text = task.message === null ? null : messageText(task.message);
    return { kind: 'evidence', evidence: text === null ? [] : [told(task, text, true)] };
  }
  const text = task.message === null ? 'as wanted' : messageText(task.message);
  return { kind: 'task', met: true, evidence: [told(task, text, true)] };
}

/** An expression that is false was looked at; one that could not be evaluated was not. */
function failedAnswer(task: TaskFinished): Answer {
  const message = task.error?.message ?? 'it failed';
  if (task.error?.code === 'assertion' && task.module === 'assert')
    return { kind: 'task', met: false, evidence: [told(task, message, false)] };
  return { kind: 'unknown', why: `${task.task}: ${firstLine(message)}` };
}

function told(task: TaskFinished, text: string, met: boolean): Evidence {
  return {
    what: task.item === null ? task.task : `${task.task} (${task.item})`,
    wanted: '',
    live: clipped(text),
    met,
    where: `${task.file}:${task.line}`,
    service: null,
    command: null,
  };
}

/** A line for each value that the task would change. */
function driftEvidence(task: TaskFinished): readonly Evidence[] {
  const lines = task.changes.flatMap(changeEvidence);
  return lines.length === 0 ? [told(task, 'not as wanted', false)] : lines;
}

function changeEvidence({ target, action, diff, converges }: Change): readonly Evidence[] {
  const about = { met: false, where: target, service: null, command: null };
  if (diff.entries.length === 0)
    return [{ ...about, what: target, wanted: wantedBy[action], live: action === 'create' ? null : 'not as wanted' }];
  return diff.entries.map(({ name, before, after }) => ({
    ...about,
    what: `${target} ${name}`,
    wanted: after === null ? 'absent' : clipped(String(after)),
    [converges === 'by-handler' ? 'live' : 'file']: before === null ? null : clipped(String(before)),
  }));
}

const wantedBy: Readonly<Record<Change['action'], string>> = {
  create: 'there',
  update: 'as the playbook has it',
  delete: 'absent',
  run: 'done',
  wait: 'come true',
};

/** Lists as lines, other values as JSON. */
function messageText(value: Value): string {
  if (typeof value === 'string') return value;
  if (isList(value) && value.every((item) => typeof item === 'string')) return value.join('\n');
  return JSON.stringify(plain(value));
}

function plain(value: Value): unknown {
  if (isList(value)) return value.map(plain);
  if (isMapping(value)) return Object.fromEntries([...value].map(([key, part]) => [String(key), plain(part)]));
  if (value instanceof Float) return value.value;
  return typeof value === 'bigint' || value instanceof Secret ? value.toString() : value;
}

/** Characters of one text of evidence; a list of all pods of a cluster is for other tools. */
const longest = 8192;

const clipped = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`);

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
