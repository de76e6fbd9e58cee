import { foldNodes } from '../domain/node-set.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory } from './story.ts';

/** How a host differs from those of its role and cluster: `memory 3.8 GiB; cp-1 and cp-3 have 7.8 GiB`. */
export function differsWords(host: HostStory, fleet: Iterable<HostStory>): string {
  const equals = [...fleet].filter(
    (other) => other.name !== host.name && other.cluster === host.cluster && other.controlPlane === host.controlPlane,
  );
  return traits.flatMap(([name, of]) => traitWords(name, of, host, equals)).join('; ');
}

type Trait = (host: HostStory) => string | null;

const traits: readonly (readonly [string, Trait])[] = [
  ['memory', ({ traits: known }) => gibibytes(known?.memory ?? null)],
  ['k8s revision', ({ traits: known }) => known?.snap ?? null],
  ['system', ({ traits: known }) => known?.os ?? null],
  ['kernel', ({ traits: known }) => known?.kernel ?? null],
];

/** Nothing unless all equals that told agree, and at least one did. */
function traitWords(name: string, of: Trait, host: HostStory, equals: readonly HostStory[]): readonly string[] {
  const own = of(host);
  const [usual, ...others] = foldEqual(
    equals.flatMap((other) => {
      const value = of(other);
      return value === null ? [] : [{ host: other.name, value }];
    }),
    (value) => value,
  );
  if (own === null || usual === undefined || others.length > 0 || usual.value === own) return [];
  const verb = usual.hosts.length === 1 ? 'has' : 'have';
  return [`${name} ${escapeControls(own)}; ${namesOf(usual.hosts)} ${verb} ${escapeControls(usual.value)}`];
}

const namesOf = (hosts: readonly string[]): string => (hosts.length === 2 ? hosts.join(' and ') : foldNodes(hosts));

/** Rounded, as memory that the firmware keeps makes equal machines unequal. */
const gibibytes = (bytes: number | null): string | null =>
  bytes === null ? null : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
