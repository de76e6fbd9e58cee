import { foldedRows } from './row.ts';
import type { Row } from './row.ts';
import { foldEqual } from '../fold.ts';
import type { HostStory, Story } from '../story.ts';
import { factOf, factPart, factText } from './fact.ts';

interface Snap {
  readonly version: string;
  readonly revision: string;
  readonly channel: string;
  readonly held: string;
  readonly refreshing: boolean;
}

/** Version and revision of the snap k8s, its channel, and whether a refresh is to be expected. */
export function snapRows(hosts: readonly HostStory[], story: Story): readonly Row[] {
  const installed = hosts.map((host) => ({ host: host.name, value: snapOf(host) }));
  const snaps = [...story.hosts.values()].map(snapOf).filter((snap) => snap !== null);
  const folded = foldEqual(installed, (snap) => JSON.stringify(snap));
  const usual = folded[0]?.value ?? null;
  const words = folded.map(({ value, hosts: names }, at) => ({
    value: value === null ? 'the snap k8s is not installed' : snapWords(value, snaps, at === 0 ? null : usual),
    hosts: names,
  }));
  return foldedRows('k8s', words);
}

function snapOf(host: HostStory): Snap | null {
  const snap = factOf(host, 'snap');
  if (factPart(snap, 'installed') !== true) return null;
  const part = (name: string): string => factText(factPart(snap, name));
  return {
    version: part('version'),
    revision: part('revision'),
    channel: part('channel'),
    held: part('held'),
    refreshing: factPart(snap, 'refreshing') === true,
  };
}

/** `unlike`: the usual snap; what is the same is not said again. */
function snapWords(snap: Snap, all: readonly Snap[], unlike: Snap | null): string {
  const channel = snap.channel === unlike?.channel ? '' : ` ${channelWords(snap.channel)}`;
  const held = snap.held === unlike?.held ? '' : `, ${heldWords(snap.held)}`;
  const due = snap.refreshing ? ', a refresh is under way' : isBehind(snap, all) ? `, ${behindWords(snap)}` : '';
  return `${snap.version} (rev ${snap.revision})${channel}${held}${due}`;
}

const channelWords = (channel: string): string => (channel === '' || channel === '-' ? 'no channel' : channel);
const heldWords = (held: string): string =>
  held === '' ? 'held or not: not told' : held === 'true' ? 'held' : 'not held';
const behindWords = ({ held }: Snap): string => (held === 'true' ? 'behind its equals' : 'refresh due');

/** Another host that follows the same channel has a later revision: the next refresh brings it. */
const isBehind = ({ channel, revision }: Snap, all: readonly Snap[]): boolean =>
  channel !== '' &&
  channel !== '-' &&
  all.some((other) => other.channel === channel && Number(other.revision) > Number(revision));
