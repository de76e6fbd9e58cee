import test from 'ava';
import fc from 'fast-check';
import type { Meetings, SharedResult } from '../../src/engine/meeting.ts';
import { Rendezvous } from '../../src/engine/rendezvous.ts';
import { Slots, Turns, allEnded } from '../../src/engine/schedule.ts';
import { playPlan, taskPlan } from '../support/plans.ts';
import type { PlayPlan, TaskPlan } from '../../src/domain/run-plan.ts';

/** A play whose tasks have these words. */
type Word = 'plain' | 'batch' | 'run_once' | 'throttle';
interface Life {
  readonly controlPlane: boolean;
  /** Tasks that it jumps over (branches of blocks), and where it ends early; -1: never. */
  readonly skips: readonly number[];
  readonly fails: number;
  /** Turns of the event loop that each task takes. */
  readonly pace: number;
}

const playOf = (words: readonly Word[], hosts: readonly string[]): PlayPlan =>
  playPlan({ hosts, tasks: words.map((word, at) => taskOf(word, at)) });

const taskOf = (word: Word, at: number): TaskPlan =>
  taskPlan({
    id: `0.tasks.${String(at)}`,
    barrier: word === 'batch' ? 'batch' : 'none',
    runOnce: word === 'run_once',
    throttle: word === 'throttle' ? 2 : null,
  });

interface Told {
  readonly host: string;
  readonly at: number;
  readonly what: 'does' | 'takes';
}

/** Hosts go through the play as the engine lets them: turns of control planes, places of `--forks`, meetings. */
async function simulate(words: readonly Word[], lives: ReadonlyMap<string, Life>, forks: number): Promise<Simulated> {
  const play = playOf(words, [...lives.keys()]);
  const slots = new Slots(forks);
  const turns = new Turns();
  const told: Told[] = [];
  const busy = new Map<string, number>();
  const most = { throttled: 0 };
  const controlPlanes = [...lives].filter(([, { controlPlane }]) => controlPlane).map(([name]) => name);
  const apart = new Set(controlPlanes.slice(1));
  const rendezvous = new Rendezvous(play, [...lives.keys()], apart, { outside: (wait) => slots.outside(wait) });
  const live = async (name: string, life: Life): Promise<void> => {
    rendezvous.join(name);
    const meetings = rendezvous.of(name);
    for (const [at, task] of play.tasks.entries()) {
      if (life.skips.includes(at)) continue;
      if (at === life.fails) break;
      told.push({ host: name, at, what: await step(meetings, task, life.pace) });
    }
    rendezvous.leave(name);
  };
  const step = async (meetings: Meetings, task: TaskPlan, pace: number): Promise<'does' | 'takes'> => {
    const meeting = await meetings.meet(task);
    if (meeting.kind !== 'go') return 'takes';
    const key = task.throttle === null ? 'work' : task.id;
    busy.set(key, (busy.get(key) ?? 0) + 1);
    if (task.throttle !== null) most.throttled = Math.max(most.throttled, busy.get(key) ?? 0);
    for (let turn = 0; turn < pace; turn += 1) await Promise.resolve();
    busy.set(key, (busy.get(key) ?? 0) - 1);
    meetings.done(task, done);
    return 'does';
  };
  await allEnded(
    [...lives].map(([name, life]) => {
      const work = (): Promise<void> => slots.hold(() => live(name, life));
      return life.controlPlane ? turns.take('cluster', work) : work();
    }),
  );
  return { told, most };
}

interface Simulated {
  readonly told: readonly Told[];
  readonly most: { readonly throttled: number };
}

const done: SharedResult = { fields: new Map(), facts: new Map(), assumed: false };
const worker: Life = { controlPlane: false, skips: [], fails: -1, pace: 1 };
const lives = (...names: readonly string[]): Map<string, Life> => new Map(names.map((name) => [name, worker]));
const doers = ({ told }: Simulated, at: number): readonly string[] =>
  told.flatMap((one) => (one.at === at && one.what === 'does' ? [one.host] : []));

test('the first host of the batch does a task that runs once, and the others take its result', async (t) => {
  const ran = await simulate(['plain', 'run_once', 'plain'], lives('h1', 'h2', 'h3'), 3);
  t.deepEqual(doers(ran, 1), ['h1']);
  t.is(ran.told.length, 9);
});

test('where the first host has ended, the next one does it', async (t) => {
  const ran = await simulate(
    ['plain', 'run_once'],
    new Map([
      ['h1', { ...worker, fails: 0 }],
      ['h2', worker],
      ['h3', worker],
    ]),
    2,
  );
  t.deepEqual(doers(ran, 1), ['h2']);
});

test('nobody passes a meeting before all are there', async (t) => {
  const ran = await simulate(
    ['plain', 'batch', 'plain'],
    new Map([
      ['fast', { ...worker, pace: 0 }],
      ['slow', { ...worker, pace: 50 }],
    ]),
    1,
  );
  const firstBehind = ran.told.findIndex(({ at }) => at === 1);
  t.true(ran.told.slice(0, firstBehind).filter(({ at }) => at === 0).length === 2);
});

test('control planes that queue for their turn are not waited for, and take what is there', async (t) => {
  const cp: Life = { ...worker, controlPlane: true };
  const ran = await simulate(
    ['batch', 'run_once', 'batch'],
    new Map([
      ['cp1', cp],
      ['cp2', cp],
      ['w1', worker],
    ]),
    1,
  );
  t.deepEqual(doers(ran, 1), ['cp1']);
  t.deepEqual(
    ran.told.filter(({ host }) => host === 'cp2').map(({ what }) => what),
    ['does', 'takes', 'does'],
  );
});

const anyLife = fc.record({
  controlPlane: fc.boolean(),
  skips: fc.array(fc.nat(7), { maxLength: 3 }),
  fails: fc.integer({ min: -1, max: 7 }),
  pace: fc.nat(4),
});

test('any play ends, with every host in its order, whatever the forks', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Word>('plain', 'batch', 'run_once', 'throttle'), { minLength: 1, maxLength: 8 }),
      fc.array(anyLife, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (words, all, forks) => {
        const named = new Map(all.map((life, at) => [`h${String(at)}`, life]));
        const { told, most } = await simulate(words, named, forks);
        for (const [name, life] of named) {
          const path = told.filter(({ host }) => host === name).map(({ at }) => at);
          const end = life.fails < 0 || life.skips.includes(life.fails) ? words.length : life.fails;
          t.deepEqual(
            path,
            [...words.keys()].filter((at) => at < end && !life.skips.includes(at)),
          );
        }
        for (const [at, word] of words.entries())
          if (word === 'run_once' && told.some((one) => one.at === at))
            t.is(told.filter((one) => one.at === at && one.what === 'does').length, 1);
        t.true(most.throttled <= 2);
      },
    ),
    { numRuns: 300 },
  );
});
