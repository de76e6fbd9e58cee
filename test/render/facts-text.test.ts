import test from 'ava';

import type { RunEventBody } from '../../src/domain/event.ts';
import { Float, type Value } from '../../src/domain/value.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { connected, fleet, printed, started, stream, textOptions } from './helpers/events.ts';

const at = 1_795_000_000;

const factsOf = (host: string): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ['uid', 0],
    ['role', host.startsWith('cp-') ? 'control_plane' : 'worker'],
    ['distribution', 'Ubuntu'],
    ['distribution_version', '24.04'],
    ['cpus', host.startsWith('cp-') ? 2 : 4],
    ['memory_bytes', host === 'cp-2' ? 4_080_218_931 : 8_375_186_227],
    [
      'snap',
      new Map<string, Value>([
        ['installed', true],
        ['version', host === 'worker-2' ? '1.32.8' : '1.32.9'],
        ['revision', host === 'worker-2' ? '3541' : '3588'],
        ['channel', '1.32-classic/stable'],
        ['held', false],
        ['refreshing', host === 'worker-2'],
      ]),
    ],
    ['kubelet_unit_mode', host === 'worker-1' ? '0644' : '0600'],
    [
      'services',
      new Map([
        [
          'kubelet',
          new Map<string, Value>([
            ['enabled', true],
            ['active', host === 'cp-3' ? 'failed' : 'active'],
          ]),
        ],
      ]),
    ],
    ['clock', new Float(at)],
  ]);

test('facts are folded by role, and the odd one out has its own line', (t) => {
  const events: readonly RunEventBody[] = [
    started('facts'),
    ...fleet.map(connected),
    ...fleet.map((host): RunEventBody => ({ type: 'facts', host, facts: factsOf(host) })),
    { type: 'run-finished', recap: { hosts: [], interrupted: null, refused: null }, exit: 0 },
  ];
  const text = printed(plainLayout(textOptions()), stream(events));
  t.snapshot(text.replaceAll(/within .* s of/g, 'within N s of'));
});
