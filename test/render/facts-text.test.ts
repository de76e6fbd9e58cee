import test from 'ava';

import type { RunEventBody } from '../../src/domain/event.ts';
import { Float, type Value } from '../../src/domain/value.ts';
import { plainLayout } from '../../src/render/plain.ts';
import type { TextOptions } from '../../src/render/text-options.ts';
import { connected, fleet, lost, printed, started, startedAt, stream, textOptions } from './helpers/events.ts';

const voters = new Map(['cp-1', 'cp-2', 'cp-3'].map((name) => [name, 'voter']));
const clusterOf = (nodes: readonly string[]): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ['nodes', nodes],
    ['datastore', 'etcd'],
    ['members', voters],
  ]);

const factsOf = (host: string, nodes: readonly string[] = fleet): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ['uid', 0],
    ['nodename', host],
    ['role', host.startsWith('cp-') ? 'control_plane' : 'worker'],
    ['distribution', 'Ubuntu'],
    ['distribution_version', '24.04'],
    ['cpus', host.startsWith('cp-') ? 2 : 4],
    ['memory_bytes', host === 'cp-2' ? 4_080_218_931 : host.startsWith('cp-') ? 8_375_186_227 : 16_750_372_454],
    [
      'snap',
      new Map<string, Value>([
        ['installed', true],
        ['version', host === 'worker-2' ? '1.32.8' : '1.32.9'],
        ['revision', host === 'worker-2' ? '3541' : '3588'],
        ['channel', '1.32-classic/stable'],
        ['held', false],
        ['refreshing', false],
      ]),
    ],
    [
      'services',
      new Map([
        [
          'kubelet',
          new Map<string, Value>([
            ['enabled', true],
            ['active', 'active'],
          ]),
        ],
      ]),
    ],
    ['clock', new Float(startedAt / 1000 + 1.3)],
    ['cluster', host.startsWith('cp-') ? clusterOf(nodes) : null],
  ]);

const told = (host: string, facts: ReadonlyMap<string, Value> = factsOf(host)): RunEventBody => ({
  type: 'facts',
  host,
  facts,
});
const end: RunEventBody = { type: 'run-finished', recap: { hosts: [], interrupted: null, refused: null }, exit: 0 };
const start = started('facts');

const said = (bodies: readonly RunEventBody[], options: Partial<TextOptions> = {}): string => {
  const [first, ...others] = bodies;
  if (first === undefined) return '';
  return printed(plainLayout(textOptions(options)), stream([first, [1100, connected('cp-1')], ...others]));
};

const all = [start, ...fleet.map((host) => told(host)), end];

for (const width of [80, 200]) {
  test(`facts are folded by role, and the odd one out has its own line, in ${width} columns`, (t) => {
    const text = said(all, { width });
    t.snapshot(text);
    t.deepEqual(
      text.split('\n').filter((line) => line.length > width),
      [],
    );
  });
}

test('--by host turns the folding round', (t) => t.snapshot(said(all, { byHost: true })));

test('a refresh that is due is told of a single host, too', (t) =>
  t.regex(said(all, { byHost: true }), /1\.32\.8 \(rev 3541\).*refresh due/));

test('-v lists every fact of a host', (t) => {
  const text = said([started('facts', ['cp-1']), told('cp-1'), end], { verbosity: 1 });
  for (const name of factsOf('cp-1').keys()) t.regex(text, new RegExp(`^${name} +\\S`, 'm'));
});

test('a host without sudo is told apart from one that does not answer, and shows what it can', (t) => {
  const refused: RunEventBody = {
    type: 'host-lost',
    host: 'worker-1',
    reason: 'become',
    message: 'sudo wants a password for ubuntu, and none was given',
    hint: 'Run with --ask-become-pass',
    midway: false,
  };
  const answers = fleet
    .filter((host) => host !== 'worker-2')
    .map((host) => told(host, host === 'worker-1' ? new Map([...factsOf(host), ['uid', 1000]]) : factsOf(host)));
  t.snapshot(said([start, refused, lost('worker-2'), ...answers, end]));
});

test('where sudo works on no host, its password comes before a plan', (t) => {
  const text = said([start, ...fleet.map((host) => told(host, new Map([...factsOf(host), ['uid', 1000]]))), end]);
  t.regex(text, /^Next {3}bulwark facts .*-K {5}ask for sudo's password$/m);
  t.notRegex(text, /bulwark plan/);
});

test('nobody answers: no summary and nothing to go on with', (t) => {
  const text = said([start, ...fleet.map((host) => lost(host)), end]);
  t.regex(text, /^0 of 5 hosts answer, /m);
  t.notRegex(text, /Next|clocks|cluster/);
});

test('nodes that the inventory lacks and hosts that the cluster lacks are named', (t) => {
  const nodes = ['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-7'];
  t.regex(
    said([start, ...fleet.map((host) => told(host, factsOf(host, nodes))), end]),
    /^cluster +prod-a: 5 nodes, not in the inventory: worker-7; not in the\n +cluster: worker-2$/m,
  );
});

test('hosts that were not asked are no strangers', (t) => {
  const some = ['cp-1'];
  const rest = fleet.filter((host) => !some.includes(host));
  t.regex(said([started('facts', some, rest), told('cp-1'), end]), /prod-a: 5 nodes, all in the inventory/);
});

test('a clock that is off is the odd one out', (t) => {
  const late = new Map([...factsOf('cp-3'), ['clock', new Float(startedAt / 1000 - 60)] as const]);
  const text = said([start, ...fleet.map((host) => told(host, host === 'cp-3' ? late : factsOf(host))), end]);
  t.regex(text, /^clocks +within 0\.2 s of this machine\n {2}except cp-3 +61\.1 s behind this machine$/m);
});

test('what a host says of itself cannot move the cursor', (t) => {
  const hostile = new Map<string, Value>([
    ...factsOf('cp-1'),
    ['distribution', 'Ev\u001b[2Jil'],
    ['nodename', '\u001b]0;x\u0007'],
  ]);
  t.notRegex(said([started('facts', ['cp-1']), told('cp-1', hostile), end]), /\u001b|\u0007/);
});

test('the next command is short where the project names its playbook', (t) => {
  t.regex(said(all), /Next {3}bulwark plan$/m);
  t.regex(
    said([{ ...start, playbook: null } as RunEventBody, told('cp-1'), end]),
    /Next {3}bulwark plan playbooks\/hardening\.yaml$/m,
  );
});
