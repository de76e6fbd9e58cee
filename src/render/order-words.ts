import { foldNodes } from '../domain/node-set.ts';
import { restartsOf } from './blocks.ts';
import type { Story } from './story.ts';

/** `cp-1, cp-2, cp-3 one at a time; then worker-1`, from the batches; empty where all hosts are one batch. */
export function orderWords(story: Story): string {
  const batches = story.batches.filter(
    (batch, index) => batch.length > 0 && story.batches.findIndex((other) => other.join() === batch.join()) === index,
  );
  return batches.length < 2 ? '' : runsOfSingles(batches).map(stretchWords).join('; then ');
}

/** Batches of one host each that follow each other are one stretch, as long as their role is the same. */
function runsOfSingles(batches: readonly (readonly string[])[]): readonly (readonly (readonly string[])[])[] {
  const runs: (readonly string[])[][] = [];
  for (const batch of batches) {
    const last = runs.at(-1);
    const joins = batch.length === 1 && last?.at(-1)?.length === 1 && sameKind(last.at(-1)?.[0] ?? '', batch[0] ?? '');
    if (joins && last !== undefined) last.push(batch);
    else runs.push([batch]);
  }
  return runs;
}

const sameKind = (a: string, b: string): boolean => a.replace(/\d+$/, '') === b.replace(/\d+$/, '');

function stretchWords(stretch: readonly (readonly string[])[]): string {
  const hosts = stretch.flat();
  if (stretch.length === 1) return hosts.length === 1 ? (hosts[0] ?? '') : `${foldNodes(hosts)} together`;
  return hosts.length <= 6 ? `${hosts.join(', ')} one at a time` : `${foldNodes(hosts)} one at a time`;
}

/** What else serves while an API server restarts; empty unless the control planes go one at a time. */
export function awayWords(story: Story): string {
  const planes = [...story.hosts.values()].filter((host) => host.controlPlane);
  const restarts = planes.filter((host) =>
    restartsOf(host).some((restart) => `${restart.target} ${restart.handler}`.includes('kube-apiserver')),
  );
  const singly = restarts.every((host) =>
    story.batches.every((batch) => !batch.includes(host.name) || batch.length === 1),
  );
  if (restarts.length === 0 || planes.length < 2 || story.batches.length < 2 || !singly) return '';
  return `each API server is away while it restarts, the other ${planes.length === 2 ? 'one serves' : `${planes.length - 1} serve`}`;
}
