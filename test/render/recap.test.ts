import test from 'ava';
import fc from 'fast-check';

import type { HostOutcome, RunEvent, RunEventBody } from '../../src/domain/event.ts';
import { expandNodes } from '../../src/domain/node-set.ts';
import { plainLayout } from '../../src/render/plain.ts';
import {
  allOf,
  batch,
  connected,
  hostFinished,
  lost,
  planFinished,
  printed,
  started,
  textOptions,
} from './helpers/events.ts';
import { ended } from './helpers/runs.ts';

const outcomes = ['changed', 'failed', 'rolled-back', 'half-way', 'ok', 'untouched', 'unreachable'] as const;

/** Names as inventories have them, the awkward ones included. */
const hostName = fc.oneof(
  fc.stringMatching(/^(?:cp|worker)-[0-9]{1,3}$/),
  fc.stringMatching(/^[a-z0-9_-]{1,6}[0-9]{0,3}(?:[.][a-z0-9]{1,5}){0,2}$/).filter((name) => !name.startsWith('-')),
  fc.constantFrom('Run', 'changed', '10.0.0.9', '10.0.0.10', '007', 'n-09', 'größe-1', 'x'.repeat(60)),
);
const anyFleet = fc.uniqueArray(fc.record({ host: hostName, outcome: fc.constantFrom(...outcomes) }), {
  selector: ({ host }) => host,
  minLength: 1,
  maxLength: 30,
});

type Fleet = readonly { readonly host: string; readonly outcome: HostOutcome }[];

/** A run in which each host ends so; one host always fails, so that there is a recap. */
function run(fleet: Fleet, order: Fleet): readonly RunEvent[] {
  const all: Fleet = [{ host: 'bad-1', outcome: 'failed' }, ...fleet.filter(({ host }) => host !== 'bad-1')];
  const sorted = [{ host: 'bad-1', outcome: 'failed' as const }, ...order.filter(({ host }) => host !== 'bad-1')];
  const reached = all.filter(({ outcome }) => outcome !== 'unreachable').map(({ host }) => host);
  return ended([
    started(
      'apply',
      sorted.map(({ host }) => host),
    ),
    ...all.map(({ host, outcome }) => (outcome === 'unreachable' ? lost(host) : connected(host))),
    planFinished(reached),
    batch(...reached),
    ...all.flatMap(({ host, outcome }): readonly RunEventBody[] => [
      ...(outcome === 'changed' || outcome === 'half-way' ? allOf(host, 'changed') : []),
      ...(outcome === 'unreachable' ? [] : [hostFinished(host, outcome, 1000)]),
    ]),
  ]);
}

const textOf = (events: readonly RunEvent[], width: number): string =>
  printed(plainLayout(textOptions({ width })), events);

test('unfolding the recap gives every host exactly once', (t) => {
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const [, recap = ''] = textOf(run(fleet, fleet), 10_000).split(/^Run .* after .*$/m);
      const rows = [...recap.matchAll(/^ {2}([a-z-]+) +(\S+)/gm)];
      const told = rows.flatMap(([, outcome, nodes = '']) => {
        const names = expandNodes(nodes);
        return names.ok ? names.value.map((host) => `${host} ${outcome}`) : [`${nodes} cannot be unfolded`];
      });
      const wanted = [...fleet.filter(({ host }) => host !== 'bad-1'), { host: 'bad-1', outcome: 'failed' }];
      t.deepEqual(told.toSorted(), wanted.map(({ host, outcome }) => `${host} ${outcome}`).toSorted());
    }),
  );
});

test('the order of hosts in the input does not change the text', (t) => {
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      t.is(textOf(run(fleet, fleet.toReversed()), 80), textOf(run(fleet, fleet), 80));
    }),
  );
});

test('5 and 500 hosts that end alike print the same number of lines of recap', (t) => {
  const lines = (size: number): number => {
    const fleet = Array.from({ length: size }, (_, index) => ({ host: `cp-${index + 1}`, outcome: 'ok' as const }));
    return textOf(run(fleet, fleet), 80).split('\n').length;
  };
  t.is(lines(5), lines(500));
});
