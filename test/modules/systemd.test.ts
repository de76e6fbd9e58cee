import test from 'ava';

import { BadAnswer, type Answers, type Planned } from '../../src/domain/module.ts';
import { shownText } from '../../src/domain/shell-command.ts';
import { sh } from '../../src/shell/sh.ts';
import { boundModule } from '../support/host-module.ts';

const live = {
  LoadState: 'loaded',
  ActiveState: 'active',
  UnitFileState: 'enabled',
  NeedDaemonReload: 'no',
  Type: 'simple',
  CanReload: 'no',
};

const answer = (properties: Readonly<Record<string, string>>, code = 0): Answers => ({
  file: () => ({ kind: 'absent', realPath: '' }),
  output: {
    code,
    stdout: Buffer.from(
      Object.entries(properties)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    ),
    stderr: Buffer.from('no bus'),
  },
});

const planFor = (input: object, properties: Readonly<Record<string, string>>): Planned =>
  boundModule('systemd', { name: 'x', ...input }).answer(answer({ ...live, ...properties })).planned;

const summary = (planned: Planned): readonly string[] => {
  if (planned.kind === 'refused') return [`refused: ${planned.message}`];
  return planned.changes.flatMap(({ steps, converges }) =>
    steps.map((step) => `${step.kind === 'unit' ? step.verb : step.kind} ${converges}`),
  );
};

const plans = test.macro({
  exec(t, input: object, properties: Readonly<Record<string, string>>, wanted: readonly string[]) {
    t.deepEqual(summary(planFor(input, properties)), wanted);
  },
  title: (_, input, properties) => `${JSON.stringify(input)} of a unit with ${JSON.stringify(properties)}`,
});

test(plans, {}, {}, []);
test(plans, { state: 'started' }, {}, []);
test(plans, { state: 'started' }, { ActiveState: 'activating' }, []);
test(plans, { state: 'started' }, { ActiveState: 'inactive' }, ['start verified']);
test(plans, { state: 'started' }, { ActiveState: 'failed' }, ['start verified']);
test(plans, { state: 'started', stable_for: 5 }, { ActiveState: 'inactive' }, ['restart-unit verified']);
test(plans, { state: 'started' }, { ActiveState: 'inactive', Type: 'oneshot', RemainAfterExit: 'no' }, ['start once']);
test(plans, { state: 'stopped' }, { ActiveState: 'inactive' }, []);
test(plans, { state: 'stopped' }, { ActiveState: 'failed' }, []);
test(plans, { state: 'stopped' }, {}, ['stop verified']);
test(plans, { state: 'stopped' }, { LoadState: 'not-found', ActiveState: 'inactive', UnitFileState: '' }, []);
test(plans, { state: 'restarted' }, {}, ['restart-unit once']);
test(plans, { state: 'restarted' }, { ActiveState: 'inactive' }, ['restart-unit once']);
test(plans, { state: 'reloaded' }, { CanReload: 'yes' }, ['reload once']);
test(plans, { state: 'reloaded' }, {}, ['refused: x.service cannot reload']);
test(plans, { state: 'reloaded' }, { ActiveState: 'inactive' }, ['start once']);
test(plans, { enabled: true }, {}, []);
test(plans, { enabled: true }, { UnitFileState: 'disabled' }, ['enable verified']);
test(plans, { enabled: false }, {}, ['disable verified']);
test(plans, { enabled: false }, { UnitFileState: 'static' }, []);
test(plans, { enabled: true }, { UnitFileState: 'static' }, []);
test(plans, { masked: true }, {}, ['mask verified']);
test(plans, { masked: true, state: 'stopped' }, {}, ['stop verified', 'mask verified']);
test(plans, { masked: true }, { LoadState: 'masked', UnitFileState: 'masked' }, []);
test(plans, { masked: true }, { LoadState: 'not-found', UnitFileState: '' }, ['mask verified']);
test(
  plans,
  { masked: false, state: 'started' },
  { LoadState: 'masked', UnitFileState: 'masked', ActiveState: 'inactive' },
  ['unmask verified', 'start verified'],
);
test(plans, { state: 'started' }, { LoadState: 'masked', UnitFileState: 'masked', ActiveState: 'inactive' }, [
  'refused: x.service is masked',
]);
test(plans, { state: 'started' }, { LoadState: 'not-found', ActiveState: 'inactive' }, [
  'refused: there is no unit x.service',
]);
test(plans, { state: 'restarted' }, { LoadState: 'bad-setting' }, [
  'refused: systemd cannot read the unit file of x.service',
]);
test(plans, { daemon_reload: true, state: 'restarted' }, { NeedDaemonReload: 'yes' }, [
  'daemon-reload verified',
  'restart-unit once',
]);
test(plans, { daemon_reload: true }, {}, []);
test(plans, { reset_failed: true }, { ActiveState: 'failed' }, ['reset-failed verified']);
test(plans, { reset_failed: true }, {}, []);

test('a static unit that should be enabled is told of', (t) => {
  const planned = planFor({ enabled: true }, { UnitFileState: 'static' });
  t.deepEqual(planned.kind === 'changes' && planned.warnings, [
    'x.service is static: it can be neither enabled nor disabled',
  ]);
});

test('a restart disrupts a process, waits and is watched', (t) => {
  const planned = planFor({ state: 'restarted', wait_active: '1.5', stable_for: 10 }, {});
  t.like(planned.kind === 'changes' && planned.changes[0], {
    disrupts: 'process',
    steps: [{ kind: 'restart-unit', unit: 'x.service', waitActive: 1500, stableFor: 10_000 }],
    writes: [{ kind: 'any' }],
  });
});

test('a name without its kind is a service, a snap’s too', (t) => {
  const asked = (name: string): string => shownText(boundModule('systemd', { name }).query.command ?? sh``);
  t.regex(asked('snap.k8s.kubelet'), /-- 'snap\.k8s\.kubelet\.service'$/);
  t.regex(asked('a.socket'), /-- 'a\.socket'$/);
  t.regex(asked('getty@tty1'), /-- 'getty@tty1\.service'$/);
});

test('a systemd that does not answer is no stopped unit', (t) => {
  t.throws(() => boundModule('systemd', { name: 'x', state: 'stopped' }).answer(answer({}, 1)), {
    instanceOf: BadAnswer,
  });
});

test('without a name all units are asked whether a reload is due', (t) => {
  const bound = boundModule('systemd', { daemon_reload: true });
  const output = (text: string): Answers => ({
    ...answer({}),
    output: { code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) },
  });
  t.deepEqual(summary(bound.answer(output('NeedDaemonReload=no\n\nNeedDaemonReload=yes\n')).planned), [
    'daemon-reload verified',
  ]);
  t.deepEqual(summary(bound.answer(output('NeedDaemonReload=no\n')).planned), []);
});
