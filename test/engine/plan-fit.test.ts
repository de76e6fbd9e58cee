import test from 'ava';
import type { Intent } from '../../src/domain/intent.ts';
import type { Change, Planned } from '../../src/domain/module.ts';
import { Secret } from '../../src/domain/secret.ts';
import { intendedChange } from '../../src/engine/intents.ts';
import { misfit } from '../../src/engine/plan-fit.ts';
import { argsFile } from '../../src/modules/args-file.ts';
import { sysctl } from '../../src/modules/sysctl.ts';
import { changesOf, componentAnswer, planOn } from '../modules/args-file/simulated.ts';
import { boundModule } from '../support/host-module.ts';

const intent = (changes: readonly Change[], more: Partial<Intent> = {}): Intent => ({
  key: '0.tasks.0#0',
  task: 'Harden',
  assumed: false,
  secret: false,
  changes: changes.map(intendedChange),
  ...more,
});
const nothing = new Map<string, string>();

const args = '/var/snap/k8s/common/args/kube-apiserver';
const flag = (content: string): readonly Change[] =>
  changesOf(
    planOn(argsFile, { service: 'kube-apiserver', set: { 'audit-log-maxage': '30' } }, args, {
      content,
      mode: 0o600,
      said: componentAnswer({ help: ['audit-log-maxage int', 'profiling'] }),
    }),
  );
const kernel = (live: string): readonly Change[] =>
  changesOf(
    planOn(sysctl, { name: 'vm.panic_on_oom', value: 0 }, '/etc/sysctl.d/99-bulwark.conf', {
      content: null,
      said: `live\tvm/panic_on_oom\t${live}\n`,
    }),
  );
const unit = (properties: Readonly<Record<string, string>>): readonly Change[] => {
  const planned: Planned = boundModule('systemd', { name: 'x', state: 'started', enabled: true }).answer({
    file: () => ({ kind: 'absent', realPath: '' }),
    output: {
      code: 0,
      stdout: Buffer.from(
        Object.entries({
          LoadState: 'loaded',
          ActiveState: 'active',
          UnitFileState: 'enabled',
          NeedDaemonReload: 'no',
          Type: 'simple',
          CanReload: 'no',
          ...properties,
        })
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      ),
      stderr: Buffer.alloc(0),
    },
  }).planned;
  return changesOf(planned);
};

const differs = test.macro({
  exec(t, planned: readonly Change[], needed: readonly Change[], what: RegExp, expected: RegExp, seen: RegExp) {
    t.true(planned.length > 0 && needed.length > 0);
    t.is(misfit([intent(planned)], [intent(planned)], nothing), null, 'what was planned fits');
    t.is(misfit([intent(planned)], [], nothing), null, 'nothing is less');
    const found = misfit([intent(planned)], [intent(needed)], nothing);
    if (found?.reason !== 'moved') return t.fail(JSON.stringify(found));
    t.regex(found.differences[0].what, what);
    t.regex(found.differences[0].expected, expected);
    t.regex(found.differences[0].seen, seen);
  },
  title: (what = '') => `${what} moved`,
});
test(
  'a flag',
  differs,
  flag('--audit-log-maxage="7"\n'),
  flag('--audit-log-maxage="9"\n'),
  /kube-apiserver --audit-log-maxage$/,
  /^7$/,
  /^9$/,
);
test(
  'another flag of the same file',
  differs,
  flag('--audit-log-maxage="7"\n'),
  flag('--audit-log-maxage="7"\n--profiling="true"\n'),
  /kube-apiserver content$/,
  /^[0-9a-f]{64}$/,
  /^[0-9a-f]{64}$/,
);
test('a sysctl', differs, kernel('1'), kernel('2'), /panic_on_oom/, /1/, /2/);
test(
  'the state of a unit',
  differs,
  unit({ UnitFileState: 'disabled' }),
  unit({ UnitFileState: 'disabled', ActiveState: 'inactive' }),
  /x/,
  /./,
  /./,
);

test('a task that was not in the plan', (t) => {
  t.deepEqual(misfit([], [intent(flag('--audit-log-maxage="7"\n'))], nothing), {
    reason: 'moved',
    differences: [{ what: 'kube-apiserver', expected: 'nothing to change', seen: '--audit-log-maxage 7 -> 30' }],
  });
});

test('what holds a secret is never told', (t) => {
  const secret = (text: string): Change => ({
    action: 'update',
    target: '/etc/token',
    writes: [],
    diff: { entries: [{ name: 'token', before: new Secret(text), after: new Secret('canary-2') }] },
    converges: 'verified',
    disrupts: 'none',
    steps: [],
  });
  const found = misfit(
    [intent([secret('canary-1')], { secret: true })],
    [intent([secret('canary-3')], { secret: true })],
    nothing,
  );
  t.is(found?.reason, 'moved');
  t.notRegex(JSON.stringify(found), /canary/);
  t.notRegex(JSON.stringify(misfit([], [intent([secret('canary-1')], { secret: true })], nothing)), /canary/);
});

test('what was done is not done again, and where all of it was, that is said', (t) => {
  const [one, other] = [intent(kernel('1')), intent(kernel('2'), { key: '0.tasks.1#0' })];
  const done = new Map([['0.tasks.0#0', '1121-k7']]);
  t.deepEqual(misfit([one, other], [], done), { reason: 'applied', run: '1121-k7' });
  t.deepEqual(misfit([one, other], [one], done), { reason: 'applied', run: '1121-k7' });
  t.is(misfit([one, other], [other], done), null, 'the rest of a plan that was cut');
  t.like(misfit([one, other], [one, other], done), { differences: [{ expected: 'as run 1121-k7 left it' }] });
});
