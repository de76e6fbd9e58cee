import { isResult, type RunEvent, type TaskFinished } from '../domain/event.ts';
import type { ControlId } from '../domain/module.ts';
import type { LeftOutTask } from '../domain/run-plan.ts';
import type { Value } from '../domain/value.ts';
import type { Answer } from './answers.ts';
import { taskAnswer } from './task-answer.ts';

/** An answer that may be that of many hosts; equal ones have one id. `key` is all of it as text. */
export interface SharedAnswer {
  readonly id: number;
  readonly key: string;
  readonly answer: Answer;
}

/** What a run told of one host, as far as an assessment wants to know. */
export interface LookedHost {
  readonly name: string;
  readonly cluster: string;
  /** As the inventory has it. */
  readonly controlPlane: boolean;
  readonly facts: ReadonlyMap<string, Value> | null;
  /** When the facts came, in milliseconds since the epoch. */
  readonly factsAt: number | null;
  readonly reached: boolean;
  /** Why what was not found may be there all the same; null: it was looked at to the end. */
  readonly blind: string | null;
  readonly answers: ReadonlyMap<ControlId, readonly SharedAnswer[]>;
}

export interface Looked {
  readonly hosts: readonly LookedHost[];
  readonly notSelected: readonly string[];
}

interface Draft extends Omit<LookedHost, 'answers'> {
  readonly answers: Map<ControlId, SharedAnswer[]>;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Folds the events of a run as they come, so that they need not be kept; equal answers of hosts are kept once. */
export class Collector {
  readonly #hosts = new Map<string, Writable<Draft>>();
  readonly #shared = new Map<string, SharedAnswer>();
  #notSelected: readonly string[] = [];
  #interrupted = false;
  readonly #leftOut: LeftOutTask[] = [];

  add(event: RunEvent): void {
    if (isResult(event)) {
      if (event.type === 'task-finished') this.#addTask(event);
      return;
    }
    switch (event.type) {
      case 'run-started':
        this.#notSelected = event.notSelected;
        for (const host of event.hosts) this.#hosts.set(host.name, draftOf(host));
        break;
      case 'facts':
        this.#change(event.host, { facts: event.facts, factsAt: event.at });
        break;
      case 'host-lost':
        this.#change(event.host, { reached: event.midway, blind: `not reached: ${event.message}` });
        break;
      case 'run-finished':
        this.#interrupted = event.recap.interrupted !== null;
        break;
      default:
    }
  }

  /** A task that tags keep from being run: what it carries was not all assessed. */
  leaveOut(task: LeftOutTask): void {
    this.#leftOut.push(task);
  }

  looked(): Looked {
    for (const { hosts, name, controls } of this.#leftOut.splice(0)) {
      const answer = this.#share({ kind: 'left-out', why: `${name} was left out by a tag` });
      for (const host of hosts.flatMap((one) => this.#hosts.get(one) ?? []))
        for (const control of controls) addTo(host, control, answer);
    }
    const hosts = [...this.#hosts.values()].map((host) => ({
      ...host,
      blind: host.blind ?? (this.#interrupted ? 'the run was interrupted' : null),
    }));
    return { hosts, notSelected: this.#notSelected };
  }

  #addTask(task: TaskFinished): void {
    const host = this.#hosts.get(task.host);
    if (host === undefined) return;
    this.#noteFailure(host, task);
    if (task.controls.length > 0) {
      const answer = this.#share(taskAnswer(task));
      for (const control of task.controls) addTo(host, control, answer);
    }
    for (const finding of task.findings) {
      const answer = this.#share({ kind: 'finding', finding: { ...finding, controls: [] } });
      for (const control of new Set([...finding.controls, ...task.controls])) addTo(host, control, answer);
    }
  }

  /** What stands behind a failure is not come to, and its own entries told nothing. */
  #noteFailure(host: Writable<Draft>, task: TaskFinished): void {
    const wasJudged = task.error?.code === 'assertion' && (task.rescued || task.ignored);
    if (task.status === 'unreachable') host.blind ??= 'the host was lost';
    if (task.status === 'failed' && !wasJudged)
      host.blind ??= `${task.task} failed: ${task.error?.message.split('\n', 1)[0] ?? ''}`;
  }

  #change(name: string, news: Partial<Draft>): void {
    const host = this.#hosts.get(name);
    if (host !== undefined) Object.assign(host, news);
  }

  #share(answer: Answer): SharedAnswer {
    const key = JSON.stringify(answer);
    const known = this.#shared.get(key) ?? { id: this.#shared.size, key, answer };
    this.#shared.set(key, known);
    return known;
  }
}

const draftOf = ({ name, cluster, controlPlane }: Pick<LookedHost, 'name' | 'cluster' | 'controlPlane'>): Draft => ({
  name,
  cluster,
  controlPlane,
  facts: null,
  factsAt: null,
  reached: true,
  blind: null,
  answers: new Map(),
});

function addTo({ answers }: Draft, control: ControlId, answer: SharedAnswer): void {
  const known = answers.get(control);
  if (known === undefined) answers.set(control, [answer]);
  else if (!known.includes(answer)) known.push(answer);
}
