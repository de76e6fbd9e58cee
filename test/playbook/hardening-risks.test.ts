import { existsSync } from 'node:fs';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { z } from 'zod';

import { Fleet } from '../engine/support/fleet.ts';
import { playsOf } from '../support/playbook-plays.ts';
import { fakePrograms } from '../support/fake-programs.ts';

const looks = ['Images that are never pulled', 'Who reads the scheduler and the controller manager'];
const tells = [
  'No pod depends on an image that is never pulled',
  'Nobody else reads the scheduler and the controller manager',
];

/** The host's own words, what is set there, and what the playbook's tasks make of them. */
interface Case {
  readonly k8s?: string;
  readonly ss?: string;
  readonly plugins?: string;
  readonly scheduler?: string;
  readonly manager?: string;
  readonly vars?: Readonly<Record<string, boolean | string>>;
  readonly warnings: readonly string[];
  /** Programs that are started; all unless told. */
  readonly asked?: readonly string[];
}

const risks = test.macro(async (t, { warnings, asked = ['k8s', 'ss'], ...host }: Case) => {
  for (const mode of ['plan', 'apply'] as const) {
    const { found, started } = await looked(t, host, mode);
    t.deepEqual(found, warnings);
    t.deepEqual(started, asked);
  }
});

/** A pod a line, as kubectl prints the playbook's jsonpath: tabs between pod, node and images. */
const pods = (...lines: readonly string[]): string =>
  `cat <<'END'\n${lines.map((line) => line.replaceAll(' | ', '\t')).join('\n')}\nEND`;
/** A connection a line: the local end, the other end. */
const connections = (...lines: readonly string[]): string =>
  `cat <<'END'\n${lines.map((line) => `0      0      ${line}`).join('\n')}\nEND`;

const oneImage = pods('billing/report-7d9f | worker-2 |  acme/report:dev', 'kube-system/dns | cp-1 |  ');
const prometheus = connections('10.77.1.1:10257 10.20.0.40:5000', '10.77.1.1:10259 10.20.0.40:5002');
const image = (...lines: readonly string[]): string =>
  `${lines.join('\n')}
after this a new pod pulls it, and fails if no registry has it
leave it off: hardening_always_pull_images: false`;
const reader = (first: string): string =>
  `${first}\nPrometheus? after this it no longer can\nkeep it open: hardening_bind_loopback: false`;

test('a host where nobody would be hit has no warning', risks, { warnings: [] });
test('an image that is never pulled is named with its node and pod', risks, {
  k8s: oneImage,
  warnings: [
    image(
      'AlwaysPullImages: 1 image has imagePullPolicy Never',
      'acme/report:dev on worker-2, pod billing/report-7d9f',
    ),
  ],
});
test('an image is told once, with the number of its other pods; three images, then their number', risks, {
  k8s: pods(
    'a/one | w-1 |  img/a img/a',
    'a/two | w-2 |  img/a',
    'b/init | w-1 | img/d img/b',
    'b/waits |  |  img/c',
    'b/last | w-1 |  img/e',
  ),
  warnings: [
    image(
      'AlwaysPullImages: 5 images have imagePullPolicy Never',
      'img/a on w-1, pod a/one and 1 more',
      'img/b on w-1, pod b/init',
      'img/c on no node yet, pod b/waits',
      'and 2 more',
    ),
  ],
});
test('who reads which port is told; this machine itself is not', risks, {
  ss: connections(
    '127.0.0.1:10257 127.0.0.1:4000',
    '[::1]:10259 [::1]:4001',
    '10.77.1.1:10259 10.77.1.1:4002',
    '10.77.1.1:10259 10.20.0.41:5003',
    '[::ffff:10.77.1.1]:10259 [::ffff:10.20.0.40]:5001',
    '[::ffff:10.77.1.1]:10257 [::ffff:10.20.0.40]:5000',
    '[::ffff:10.77.1.1]:10257 [::ffff:10.20.0.40]:5002',
  ),
  warnings: [reader('10.20.0.40 reads :10257 and :10259, 10.20.0.41 reads :10259')],
});
test('of many readers three are told', risks, {
  ss: connections(...[1, 2, 3, 4, 5].map((number) => `[fd00::1]:10257 [fd00::a${number}]:5000`)),
  warnings: [reader('fd00::a1 reads :10257, fd00::a2 reads :10257, fd00::a3 reads :10257 and 2 more')],
});
test('an API server that does not answer and a host without ss are no warning', risks, {
  k8s: 'echo "The connection to the server was refused" >&2; exit 1',
  ss: 'exit 127',
  warnings: [],
});
test('what is as wanted is not looked at', risks, {
  k8s: oneImage,
  ss: prometheus,
  plugins: 'AlwaysPullImages,NodeRestriction',
  scheduler: '127.0.0.1',
  manager: '::1',
  warnings: [],
  asked: [],
});
test('one of the two that listens outside is enough to look', risks, {
  ss: connections('10.77.1.1:10259 10.20.0.40:5002'),
  plugins: 'AlwaysPullImages',
  manager: '127.0.0.1',
  warnings: [reader('10.20.0.40 reads :10259')],
  asked: ['ss'],
});
test('what is switched off, in YAML or as text by -e, is not looked at', risks, {
  k8s: oneImage,
  ss: prometheus,
  vars: { hardening_always_pull_images: 'false', hardening_bind_loopback: false },
  warnings: [],
  asked: [],
});

/** Runs the playbook's four tasks on a host where these programs answer. */
async function looked(
  t: ExecutionContext,
  { k8s = 'true', ss = 'true', plugins, scheduler, manager, vars = {} }: Omit<Case, 'warnings'>,
  mode: 'plan' | 'apply',
): Promise<{ found: readonly string[]; started: readonly string[] }> {
  const programs = fakePrograms(t, { k8s, ss, hostname: 'echo "10.77.1.1 fd00::1 "' });
  const environment = { PATH: `${programs}:/usr/bin:/bin` };
  const flags = (all: Readonly<Record<string, string | undefined>>) => ({ flags: all });
  const known = {
    apiserver: flags({ 'enable-admission-plugins': plugins }),
    ...(vars['hardening_bind_loopback'] !== false && {
      scheduler: flags({ 'bind-address': scheduler }),
      controller_manager: flags({ 'bind-address': manager }),
    }),
  };
  const tasks = playbookTasks().map(({ shell, ...task }) =>
    shell ? { ...task, shell: { ...shell, environment } } : task,
  );
  const ran = await new Fleet(t).run(stringify([{ hosts: 'all', vars: { ...known, ...vars }, tasks }]), ['cp-1'], {
    mode,
  });
  t.true(
    ran.results.every((result) => / (ok|skipped)$/.test(result)),
    ran.results.join('\n'),
  );
  return {
    found: tells.flatMap((name) => ran.finished(name).warnings),
    started: ['k8s', 'ss'].filter((name) => existsSync(`${programs}/.${name}.calls`)),
  };
}

const playbookTasks = (): readonly z.output<typeof taskShape>[] =>
  playsOf('playbooks/hardening.yaml')
    .flatMap(({ tasks }) => tasks.map((task) => taskShape.parse(task)))
    .filter(({ name }) => [...looks, ...tells].includes(name));
const taskShape = z.looseObject({ name: z.string(), shell: z.looseObject({}).optional() });
