import type { TaskFinished } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { componentOf, restartsOf } from './blocks.ts';
import { hostsText } from './section-text.ts';
import type { HostStory, Story } from './story.ts';

interface Batch {
  readonly hosts: readonly string[];
  /** Whether its play restarts anything. */
  readonly restarts: boolean;
}

/**
 * `all 5 hosts together, without a restart; then cp-1, cp-2, cp-3 one at a time; then worker-1`, from the batches.
 * Empty where all hosts are one batch.
 */
export function orderWords(story: Story): string {
  const batches = batchesOf(story);
  if (batches.length < 2) return '';
  return runsOfSingles(batches)
    .map((stretch) => stretchWords(stretch, story.hosts.size))
    .join('; then ');
}

/** Restarting these leaves running pods alone. */
const harmless: ReadonlySet<string> = new Set([
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
]);

/** What goes on meanwhile, a line each: whether API servers serve, and whether pods are touched. */
export function awayWords(story: Story): readonly string[] {
  const hosts = [...story.hosts.values()];
  const planes = hosts.filter((host) => host.controlPlane);
  const away = planes.filter(restartsApiServer);
  const inTurns = batchesOf(story).every(
    (batch) => !batch.restarts || batch.hosts.length === 1 || !away.some(({ name }) => batch.hosts.includes(name)),
  );
  const restarts = hosts.flatMap(restartsOf);
  const calm = restarts.length > 0 && restarts.every(({ target }) => harmless.has(componentOf(target)));
  return [
    ...(away.length > 0 && planes.length > 1 && inTurns
      ? [`each API server is away while it restarts, the other ${serveWords(planes.length - 1)}`]
      : []),
    ...(calm ? ['running pods are not restarted'] : []),
  ];
}

const restartsApiServer = (host: HostStory): boolean =>
  restartsOf(host).some(({ target }) => componentOf(target) === 'kube-apiserver');

const serveWords = (others: number): string =>
  others === 1 ? 'one serves' : `${['', '', 'two', 'three', 'four'][others] ?? others} serve`;

/** Batches with somebody in them who has something to do there, the same hosts once. */
function batchesOf(story: Story): readonly Batch[] {
  const tasks = [...story.hosts.values()].flatMap((host) => [...host.news, ...host.handlers]);
  const restarting = new Set(tasks.filter(isRestart).map(({ play }) => play));
  const busy = new Set(tasks.filter(isWork).map(({ play, host }) => `${play}\n${host}`));
  const batches = new Map<string, Batch>();
  for (const batch of story.batches) {
    const { play } = batch;
    const hosts = batch.hosts.filter((name) => busy.has(`${play}\n${name}`));
    const known = batches.get(hosts.join());
    const restarts = restarting.has(play) || known?.restarts === true;
    if (hosts.length > 0) batches.set(hosts.join(), { hosts, restarts });
  }
  return [...batches.values()];
}

/** Also what failed: whoever mends it wants to know when its turn is. */
const isWork = ({ status }: TaskFinished): boolean =>
  status === 'changed' || status === 'drifted' || status === 'failed';
const isRestart = (task: TaskFinished): boolean => task.changes.some(({ disrupts }) => disrupts !== 'none');

/** Batches of one host each that follow each other are one stretch, as long as their role is the same. */
function runsOfSingles(batches: readonly Batch[]): readonly (readonly Batch[])[] {
  const runs: Batch[][] = [];
  for (const batch of batches) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && areAlike(last, batch)) run.push(batch);
    else runs.push([batch]);
  }
  return runs;
}

const areAlike = (a: Batch, b: Batch): boolean =>
  a.hosts.length === 1 && b.hosts.length === 1 && kindOf(a) === kindOf(b) && a.restarts === b.restarts;
const kindOf = ({ hosts }: Batch): string => (hosts[0] ?? '').replace(/\d+$/, '');

function stretchWords(stretch: readonly Batch[], fleet: number): string {
  const hosts = stretch.flatMap((batch) => batch.hosts);
  const calm = stretch.some(({ restarts }) => restarts) ? '' : ', without a restart';
  if (stretch.length === 1)
    return `${hosts.length === 1 ? (hosts[0] ?? '') : `${hostsText(hosts, fleet)} together`}${calm}`;
  return `${hosts.length <= 6 ? hosts.join(', ') : foldNodes(hosts)} one at a time${calm}`;
}
