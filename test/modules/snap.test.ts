import { readFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';

import type { Planned } from '../../src/domain/module.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { performHere, planHere, shells, type Simulation } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Snapd {
  readonly list?: string;
  readonly changes?: string;
  readonly updates?: string;
  readonly help?: string;
  readonly hold?: string;
}

/** A stand-in for snap and for snapd's socket; what it is told to do is logged. */
function host(
  t: ExecutionContext,
  shell: readonly string[],
  about: Snapd,
): Simulation & { readonly log: () => string } {
  const log = `${tempFolder(t)}/log`;
  const {
    list = 'k8s 1.34.1 1234 1.34-classic/stable canonical** classic',
    changes = '',
    updates = '',
    help = '--hold',
  } = about;
  const heading = 'Name Version Rev Tracking Publisher Notes';
  const programs = fakePrograms(t, {
    snap: `case "$*" in
list*) [ -n '${list}' ] && printf '%s\\n' '${heading}' '${list}' || exit 1 ;;
changes*) printf '%s\\n' 'ID Status Spawn Ready Summary' '${changes}' ;;
'refresh --list'*) ${updates === 'none' ? 'exit 1' : `printf '%s\\n' '${heading}' '${updates}'`} ;;
'refresh --help'*) echo '${help}' ;;
*) echo "$*" >>${log} ;;
esac`,
    curl: `echo '{"result":{"name":"k8s"${about.hold === undefined ? '' : `,"hold":"${about.hold}"`}}}'`,
  });
  return { shell, programs, log: () => readFileSync(log, 'utf8').trim() };
}

const told = (planned: Planned): readonly string[] =>
  planned.kind === 'refused'
    ? [`refused: ${planned.message}`]
    : planned.changes.flatMap(({ diff, disrupts }) =>
        diff.entries.map(({ name, before, after }) => `${disrupts}: ${name} ${String(before)} -> ${String(after)}`),
      );

const plans = test.macro({
  exec(t, input: object, snapd: Snapd, wanted: readonly string[], command?: string) {
    for (const shell of Object.values(shells)) {
      const here = host(t, shell, snapd);
      const planned = planHere(boundModule('snap', { name: 'k8s', ...input }), here);
      t.deepEqual(told(planned), wanted);
      if (command === undefined) continue;
      for (const change of planned.kind === 'changes' ? planned.changes : []) performHere(change, here);
      t.is(here.log(), command);
    }
  },
  title: (_, input, snapd) => `${JSON.stringify(input)} where snapd says ${JSON.stringify(snapd)}`,
});

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

test(plans, {}, {}, []);
test(plans, { channel: '1.34-classic' }, {}, []);
test(plans, { channel: '1.34-classic/stable', revision: 1234, classic: true }, {}, []);
test(
  plans,
  { channel: '1.35-classic/stable' },
  {},
  ['process: channel 1.34-classic/stable -> 1.35-classic/stable'],
  'refresh --channel=1.35-classic/stable k8s',
);
test(plans, { revision: 'x2' }, {}, ['process: revision 1234 -> x2'], 'refresh --revision=x2 k8s');
test(
  plans,
  { channel: 'stable', classic: true },
  { list: '' },
  ['none: channel null -> stable'],
  'install --channel=stable --classic k8s',
);
test(plans, { channel: 'edge' }, { list: 'k8s 1 x1 - - classic' }, ['process: channel null -> edge']);
test(plans, { state: 'absent' }, {}, ['process: version 1.34.1 -> null'], 'remove k8s');
test(plans, { state: 'absent', purge: true }, {}, ['process: version 1.34.1 -> null'], 'remove --purge k8s');
test(plans, { state: 'absent' }, { list: '' }, []);
test(plans, { refresh: true }, { updates: 'other 9 9 latest/stable x -' }, []);
test(
  plans,
  { refresh: true },
  { updates: 'k8s 1.34.2 1300 230MB canonical** classic' },
  ['process: version 1.34.1 -> 1.34.2'],
  'refresh k8s',
);
test(plans, { refresh: true }, { updates: 'none' }, ['refused: whether there is a newer k8s is not known']);
test(plans, { hold: '48h' }, {}, ['none: hold none -> for 172800s'], 'refresh --hold=172800s k8s');
test(plans, { hold: '48h' }, { hold: inHours(47) }, []);
test(plans, { hold: '48h' }, { hold: inHours(-1) }, ['none: hold none -> for 172800s']);
test(plans, { hold: '48h' }, { list: 'k8s 1.34.1 1234 1.34-classic/stable canonical** classic,held' }, []);
test(plans, { hold: false }, {}, []);
test(
  plans,
  { hold: false },
  { list: 'k8s 1.34.1 1234 1.34-classic/stable canonical** classic,held' },
  ['none: hold held -> none'],
  'refresh --unhold k8s',
);
test(plans, { hold: '48h' }, { help: 'no such flag' }, ['refused: this snapd cannot hold a snap']);
const busy = '12 Doing today at 19:26 UTC  -  Auto-refresh snap "lxd"';
test(plans, {}, { changes: busy }, []);
test(plans, { revision: 5 }, { changes: busy }, [
  'refused: snapd has a change in progress: 12 Auto-refresh snap "lxd"',
]);
test(plans, { revision: 5 }, { changes: busy.replace('Doing', 'Done') }, ['process: revision 1234 -> 5']);

test(plans, { revision: 5 }, { changes: '3 Doing today at 20:57 UTC  -  Initialize device' }, [
  'process: revision 1234 -> 5',
]);

test('a hold that is nearly over is renewed', (t) => {
  const planned = planHere(
    boundModule('snap', { name: 'k8s', hold: '48h' }),
    host(t, shells['dash'] ?? [], { list: 'k8s 1 1 a/stable - held', hold: inHours(10) }),
  );
  t.regex(told(planned)[0] ?? '', /^none: hold for 3599\ds more -> for 172800s$|^none: hold for 36000s more/);
});

test('a hold without an end, and names that are none, are told', (t) => {
  t.deepEqual(complaints('snap', { name: 'k8s', hold: 'forever' }), [
    'hold: must end: a snap that is held for ever is never patched. Write a time such as 48h',
  ]);
  for (const input of [
    { hold: '0h' },
    { hold: '91d' },
    { hold: 'x' },
    { hold: '1' },
    { hold: true },
    { revision: 0 },
    { revision: 5, refresh: true },
    { channel: 'a b' },
    { state: 'absent', hold: '1h' },
  ])
    t.is(complaints('snap', { name: 'k8s', ...input }).length, 1, JSON.stringify(input));
  for (const name of ['', '-k8s', 'K8s', 'a b']) t.true(complaints('snap', { name }).length > 0);
});
