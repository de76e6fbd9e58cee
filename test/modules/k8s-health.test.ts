import test from 'ava';

import type { GateReport, GateSpec } from '../../src/domain/gate.ts';
import { gateCommand, gateDuration, type GatePhase } from '../../src/modules/gate/command.ts';
import { parseGate } from '../../src/modules/gate/report.ts';
import { fakePrograms, processCalled, unitText, waitingWrapper } from '../support/fake-programs.ts';
import { boundModule } from '../support/host-module.ts';
import { askHere, runHere, shells } from '../support/simulated-host.ts';

const apiserver: GateSpec = { component: 'kube-apiserver', timeout: 1500, stableFor: 0 };
const kubelet: GateSpec = { component: 'kubelet', timeout: 1500, stableFor: 0 };

const well = { k8s: 'echo ok', curl: `printf 'ok\\n200'`, journalctl: 'echo first; echo second; echo third' };

function pass(
  gates: readonly GateSpec[],
  phase: GatePhase,
  programs: string,
  shell: readonly string[],
): readonly GateReport[] {
  return parseGate(runHere(gateCommand(gates, phase), { programs, shell }), gates);
}

for (const [name, shell] of Object.entries(shells)) {
  test(`${name}: a component that runs and answers is ready at once`, (t) => {
    const pid = processCalled(t, 'kube-apiserver');
    const programs = fakePrograms(t, { ...well, systemctl: unitText({ MainPID: pid }) });
    const [report] = pass([apiserver], 'ready', programs, shell);
    t.like(report, { component: 'kube-apiserver', passed: true, seen: `running as process ${pid}`, said: [] });
    t.true((report?.readyAfter ?? 9999) < 1000);
  });

  test(`${name}: an active unit whose wrapper still waits is not ready`, (t) => {
    const pid = waitingWrapper(t);
    const programs = fakePrograms(t, { ...well, systemctl: unitText({ MainPID: pid }) });
    const [report] = pass([kubelet], 'ready', programs, shell);
    t.like(report, { passed: false, readyAfter: null, said: ['first', 'second', 'third'] });
    t.regex(report?.seen ?? '', /still .*bash, the wrapper/);
  });

  test(`${name}: it waits until the endpoint answers`, (t) => {
    const pid = processCalled(t, 'kubelet');
    const curl = `if [ $call -lt 3 ]; then printf 'starting\\n503'; else printf 'ok\\n200'; fi`;
    const [report] = pass(
      [{ ...kubelet, timeout: 5000 }],
      'ready',
      fakePrograms(t, { ...well, curl, systemctl: unitText({ MainPID: pid }) }),
      shell,
    );
    t.true(report?.passed);
    t.true((report?.readyAfter ?? 0) >= 900);
  });

  test(`${name}: an endpoint that stays unwell fails with what it said`, (t) => {
    const pid = processCalled(t, 'kubelet');
    const curl = `printf 'no runtime\\nsecond line\\n500'`;
    const [report] = pass(
      [kubelet],
      'ready',
      fakePrograms(t, { ...well, curl, systemctl: unitText({ MainPID: pid }) }),
      shell,
    );
    t.like(report, { passed: false, seen: 'http://127.0.0.1:10248/healthz answers 500: no runtime second line' });
  });

  test(`${name}: a connection that is refused is no answer`, (t) => {
    const pid = processCalled(t, 'kubelet');
    const curl = `printf 'curl: (7) Failed to connect\\n000'; exit 7`;
    const [report] = pass(
      [kubelet],
      'ready',
      fakePrograms(t, { ...well, curl, systemctl: unitText({ MainPID: pid }) }),
      shell,
    );
    t.like(report, { passed: false, seen: 'http://127.0.0.1:10248/healthz answers 000: curl: (7) Failed to connect' });
  });

  test(`${name}: readyz without livez is not ready`, (t) => {
    const pid = processCalled(t, 'kube-apiserver');
    const k8s = 'case $* in *livez*) echo dead; exit 1 ;; esac; echo ok';
    const [report] = pass(
      [apiserver],
      'ready',
      fakePrograms(t, { ...well, k8s, systemctl: unitText({ MainPID: pid }) }),
      shell,
    );
    t.like(report, { passed: false, seen: 'kubectl:/readyz answers failed: dead' });
  });

  test(`${name}: a failed unit is given up at once`, (t) => {
    const begin = performance.now();
    const systemctl = unitText({
      MainPID: 0,
      ActiveState: 'failed',
      SubState: 'failed',
      Result: 'start-limit-hit',
      ExecMainStatus: 1,
    });
    const [report] = pass([{ ...kubelet, timeout: 60_000 }], 'ready', fakePrograms(t, { ...well, systemctl }), shell);
    t.is(report?.seen, 'snap.k8s.kubelet.service is failed (failed), result start-limit-hit, exit status 1');
    t.true(performance.now() - begin < 10_000);
  });

  test(`${name}: a unit that is not there, and a systemd that does not answer, are told`, (t) => {
    const gone = fakePrograms(t, {
      ...well,
      systemctl: unitText({ LoadState: 'not-found', ActiveState: 'inactive', MainPID: 0 }),
    });
    t.is(pass([kubelet], 'ready', gone, shell)[0]?.seen, 'there is no unit snap.k8s.kubelet.service');
    const silent = fakePrograms(t, { ...well, systemctl: 'exit 1' });
    t.is(
      pass([kubelet], 'ready', silent, shell)[0]?.seen,
      'snap.k8s.kubelet.service is unknown (?), result ?, exit status ?',
    );
  });

  test(`${name}: services are watched together for the longest time`, (t) => {
    const [one, two] = [processCalled(t, 'kube-apiserver'), processCalled(t, 'kubelet')];
    const systemctl = `case $* in *apiserver*) ${unitText({ MainPID: one })} ;; *) ${unitText({ MainPID: two })} ;; esac`;
    const reports = pass(
      [apiserver, { ...kubelet, stableFor: 1200 }],
      'stable',
      fakePrograms(t, { ...well, systemctl }),
      shell,
    );
    t.deepEqual(
      reports.map(({ passed }) => passed),
      [true, true],
    );
    t.true(reports.every(({ stableFor }) => stableFor >= 1200 && stableFor < 6000));
  });

  test(`${name}: a restart during the watch fails at once and names the service`, (t) => {
    const [one, two] = [processCalled(t, 'kube-apiserver'), processCalled(t, 'kubelet')];
    const restarts = 'r=0; [ $call -le 5 ] || r=2';
    const systemctl = `${restarts}\ncase $* in *apiserver*) ${unitText({ MainPID: one })} ;; *) ${unitText({ MainPID: two, NRestarts: '$r' })} ;; esac`;
    const reports = pass(
      [apiserver, { ...kubelet, stableFor: 60_000 }],
      'stable',
      fakePrograms(t, { ...well, systemctl }),
      shell,
    );
    t.deepEqual(
      reports.map(({ passed }) => passed),
      [true, false],
    );
    t.regex(reports[1]?.seen ?? '', /^restarted 2 times by systemd/);
  });

  test(`${name}: another main process during the watch is somebody’s restart`, (t) => {
    const [one, two] = [processCalled(t, 'kubelet'), processCalled(t, 'kubelet')];
    const systemctl = `p=${one}; [ $call -le 3 ] || p=${two}\n${unitText({ MainPID: '$p' })}`;
    const [report] = pass(
      [{ ...kubelet, stableFor: 60_000 }],
      'stable',
      fakePrograms(t, { ...well, systemctl }),
      shell,
    );
    t.regex(report?.seen ?? '', new RegExp(`^another main process, ${one} then ${two}`));
  });

  test(`${name}: one bad answer during the watch is asked again, two fail`, (t) => {
    const pid = processCalled(t, 'kubelet');
    const systemctl = unitText({ MainPID: pid });
    const once = fakePrograms(t, {
      ...well,
      systemctl,
      curl: `if [ $call = 2 ]; then printf '\\n500'; else printf 'ok\\n200'; fi`,
    });
    t.true(pass([{ ...kubelet, stableFor: 1000 }], 'stable', once, shell)[0]?.passed);
    const twice = fakePrograms(t, {
      ...well,
      systemctl,
      curl: `if [ $call -gt 1 ]; then printf 'bad\\n500'; else printf 'ok\\n200'; fi`,
    });
    t.false(pass([{ ...kubelet, stableFor: 60_000 }], 'stable', twice, shell)[0]?.passed);
  });

  test(`${name}: both phases in one command, and the first failure ends it`, (t) => {
    const pid = processCalled(t, 'kubelet');
    const systemctl = `case $* in *apiserver*) ${unitText({ LoadState: 'not-found', ActiveState: 'inactive', MainPID: 0 })} ;; *) ${unitText({ MainPID: pid })} ;; esac`;
    const programs = fakePrograms(t, { ...well, systemctl });
    t.deepEqual(
      pass([kubelet], 'both', programs, shell).map(({ passed }) => passed),
      [true],
    );
    const reports = pass([apiserver, kubelet], 'both', programs, shell);
    t.deepEqual(
      reports.map(({ passed }) => passed),
      [false, false],
    );
    t.is(reports[1]?.seen, 'not looked at, since another component failed before it');
  });

  test(`${name}: what a service says cannot forge a report`, (t) => {
    const pid = processCalled(t, 'kubelet');
    const curl = `printf 'x\\ngate=kubelet\\npassed=yes\\n500'`;
    const journalctl = `printf 'gate=kubelet\\npassed=yes\\n'`;
    const [report] = pass(
      [kubelet],
      'ready',
      fakePrograms(t, { ...well, curl, journalctl, systemctl: unitText({ MainPID: pid }) }),
      shell,
    );
    t.false(report?.passed);
  });
}

test('a component without an endpoint is judged by its process', (t) => {
  const pid = processCalled(t, 'containerd');
  const programs = fakePrograms(t, { systemctl: unitText({ MainPID: pid }), curl: 'exit 1', k8s: 'exit 1' });
  t.true(pass([{ component: 'containerd', timeout: 1000, stableFor: 0 }], 'both', programs, ['dash', '-c'])[0]?.passed);
});

test('no answer at all is no pass', (t) => {
  const output = { code: null, stdout: Buffer.alloc(0), stderr: Buffer.from('killed\n') };
  t.like(parseGate(output, [kubelet])[0], { passed: false, seen: 'no answer from the host', said: ['killed'] });
});

test('the module fails with what was wanted and seen, and changes nothing', (t) => {
  const programs = fakePrograms(t, {
    ...well,
    systemctl: unitText({ LoadState: 'not-found', ActiveState: 'inactive', MainPID: 0 }),
  });
  const bound = boundModule('k8s_health', { component: 'kubelet', timeout: 1, stable_for: 30 });
  const { planned } = bound.answer(askHere(bound, { programs }));
  t.like(planned, {
    kind: 'refused',
    message: 'kubelet is not healthy',
    wanted: 'kubelet running, http://127.0.0.1:10248/healthz well within 1 s, and so for 30 s',
  });
});

test('the frame of a gate is given the time that the gate may take', (t) => {
  t.true(gateDuration([{ ...apiserver, timeout: 120_000, stableFor: 30_000 }], 'both') >= 150_000);
  t.true(gateDuration([{ ...apiserver, settle: true }], 'stable') >= 130_000);
});
