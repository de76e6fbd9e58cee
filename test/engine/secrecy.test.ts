import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { RunEvent } from '../../src/domain/event.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Value } from '../../src/domain/value.ts';
import { modules } from '../../src/modules/index.ts';
import { jsonlLayout } from '../../src/render/jsonl.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { previewText } from '../../src/render/preview-text.ts';
import { maskedEvent } from '../../src/render/secrecy/masked-event.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import { storyOf } from '../../src/render/story.ts';
import { printed, textOptions } from '../render/helpers/events.ts';
import { allText } from './support/all-text.ts';
import { Fleet } from './support/fleet.ts';
import type { Ran, RunSettings } from './support/fleet.ts';
import { watchFor } from './support/processes.ts';

const canary = 'c4n4ry-Zq8vT2mX';
/** The canary as it is, in base64 at each alignment, and in hexadecimal: what a reader could use. */
const traces = [
  canary,
  Buffer.from(canary).toString('base64').slice(0, 18),
  Buffer.from(`x${canary}`).toString('base64').slice(2, 18),
  Buffer.from(`xy${canary}`).toString('base64').slice(3, 18),
  Buffer.from(canary).toString('hex'),
];

/** Everything that a run shows to anybody: terminal with -vvv and -D, JSON lines, the question before a change. */
function shownOf(events: readonly RunEvent[], secrets: ReturnType<typeof createRedactor>): string {
  const masked = events.map((event) => maskedEvent(event, secrets));
  const options = textOptions({ verbosity: 3, diff: true, times: true });
  return [
    allText(masked),
    printed(plainLayout(options), masked),
    printed(jsonlLayout(), masked),
    previewText(storyOf(masked), true, options).join('\n'),
  ].join('\n');
}

function hides(t: ExecutionContext, text: string, where: string): void {
  for (const trace of traces) {
    const at = text.indexOf(trace);
    t.is(at, -1, `${where}: …${text.slice(Math.max(0, at - 200), at + 60)}…`);
  }
}

const processes = watchFor(canary);
test.after.always('the secret stood in the arguments of no process while all this ran', (t) =>
  t.false(processes.end()),
);

interface Attempted {
  /** What was shown, or why it was refused before a host was contacted. */
  readonly shown: string;
  readonly ran: Ran | null;
  readonly fleet: Fleet;
}

/** Runs tasks with the canary as `{{ canary }}`. */
async function attempt(
  t: ExecutionContext,
  tasks: string,
  value: Value,
  settings: RunSettings = {},
): Promise<Attempted> {
  const fleet = new Fleet(t);
  const secrets = createRedactor();
  secrets.add(new Secret(canary));
  const folder = fleet.folder('h1');
  for (const [name, content] of Object.entries({
    'old.yaml': 'a: 1\n',
    'kube-apiserver': '--profiling="true"\n',
    has: `${canary}\n`,
  }))
    writeFileSync(join(folder, name), content);
  const playbook = `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.replaceAll(/^/gm, '    ')}\n`;
  try {
    const ran = await fleet.run(playbook, ['h1'], {
      secrets,
      extraVars: new Map([['canary', value]]),
      options: { disrupt: 'node' },
      ...settings,
    });
    return { shown: shownOf(ran.events, secrets), ran, fleet };
  } catch (error) {
    return {
      shown: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error),
      ran: null,
      fleet,
    };
  }
}

/** Files below a folder that hold the canary. */
const holders = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path, 'latin1').includes(canary);
  });

/** The tasks that put the canary into whatever the module takes, and then print the result. */
const uses: Readonly<Record<string, string>> = {
  apt: `- apt: { name: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  group: `- group: { name: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  k8s_info: `- k8s_info: { kind: Pod, name: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  k8s_node: `- k8s_node: { name: "{{ canary }}", state: cordoned }\n  ignore_errors: true\n  register: r`,
  reboot: `- reboot: { msg: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  snap: `- snap: { name: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  systemd_dropin: `- systemd_dropin: { unit: "{{ canary }}", name: a, content: "[Unit]" }\n  ignore_errors: true\n  register: r`,
  uri: `- uri: { url: "http://127.0.0.1:1/", method: POST, body: "{{ canary }}", timeout: 1 }\n  ignore_errors: true\n  register: r\n- set_fact: { r: "{{ [r, canary] }}" }`,
  user: `- user: { name: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  wait_for: `- wait_for: { path: "/{{ canary }}", timeout: 1 }\n  ignore_errors: true\n  register: r`,
  args_file: `- args_file: { path: "{{ folder }}/kube-apiserver", set: { token-auth-file: "{{ canary }}" } }\n  register: r`,
  assert: `- assert: { that: ["canary == 'x'"], fail_msg: "not {{ canary }}", quiet: false }\n  ignore_errors: true\n  register: r`,
  blockinfile: `- blockinfile: { path: "{{ folder }}/old.yaml", block: "b {{ canary }}" }\n  register: r`,
  command: `- command: { argv: [sh, -c, 'cat; printf %s "$P" | base64; printf %s "$P" >&2; printf %s "$P" | od -An -tx1 | tr -d " \\n"; exit 3'], stdin: "{{ canary }}", environment: { P: "{{ canary }}" } }\n  ignore_errors: true\n  register: r`,
  copy: `- copy: { content: "a {{ canary }} b", dest: "{{ folder }}/made", mode: "0600" }\n  register: r`,
  debug: `- debug: { msg: ["{{ canary }}", { k: "x{{ canary }}" }] }\n  register: r`,
  fail: `- fail: { msg: "because of {{ canary }}" }\n  ignore_errors: true\n  register: r`,
  fetch: `- fetch: { src: "{{ folder }}/{{ canary }}", dest: "{{ folder }}/out" }\n  ignore_errors: true\n  register: r`,
  file: `- file: { path: "{{ folder }}/x-{{ canary }}", state: touch }\n  ignore_errors: true\n  register: r`,
  json_file: `- json_file: { path: "{{ folder }}/new.json", create: true, merge: { password: "{{ canary }}" } }\n  register: r`,
  k8s_health: `- k8s_health: { component: kube-apiserver, endpoint: "https://{{ canary }}@localhost:1/", timeout: 1 }\n  ignore_errors: true\n  register: r`,
  lineinfile: `- lineinfile: { path: "{{ folder }}/old.yaml", line: "l {{ canary }}" }\n  register: r`,
  meta: `- meta: noop\n- set_fact: { r: "{{ canary }}" }`,
  pause: `- pause: { prompt: "{{ canary }}" }\n  register: r`,
  permissions: `- permissions: { paths: { "{{ folder }}/has": { owner: "{{ canary }}" } } }\n  register: r`,
  ping: `- ping: { data: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  replace: `- replace: { path: "{{ folder }}/old.yaml", regexp: '1', replace: "{{ canary }}" }\n  register: r`,
  script: `- script: { cmd: s.sh, stdin: "{{ canary }}", environment: { P: "{{ canary }}" } }\n  register: r`,
  set_fact: `- set_fact: { made: { a: ["{{ canary }}"], b: "{{ canary | b64encode }}" } }\n  register: r\n- debug: { var: made }`,
  setup: `- setup: { gather: [os] }\n  register: r`,
  shell: `- shell: { cmd: 'cat; cat has; printf %s "$P" | base64 >&2', chdir: "{{ folder }}", stdin: "{{ canary }}", environment: { P: "{{ canary }}" } }\n  register: r`,
  slurp: `- slurp: { src: "{{ folder }}/{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  stat: `- stat: { path: "{{ folder }}/{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  sysctl: `- sysctl: { name: kernel.domainname, value: "{{ canary }}" }\n  ignore_errors: true\n  register: r`,
  systemd: `- systemd: { name: "{{ canary }}", state: started }\n  ignore_errors: true\n  register: r`,
  template: `- template: { src: t.j2, dest: "{{ folder }}/made" }\n  register: r`,
  yaml_file: `- yaml_file: { path: "{{ folder }}/old.yaml", merge: { password: "{{ canary }}" } }\n  register: r`,
};

/** Modules that take no secret at all: what they are given is a name, or stands in an argument list. */
const refused: ReadonlySet<string> = new Set([
  'apt',
  'group',
  'k8s_info',
  'k8s_node',
  'reboot',
  'snap',
  'systemd_dropin',
  'user',
  'wait_for',
  'fetch',
  'file',
  'k8s_health',
  'pause',
  'permissions',
  'ping',
  'slurp',
  'stat',
  'sysctl',
  'systemd',
]);

test('every module has its row here', (t) =>
  t.deepEqual(Object.keys(uses).toSorted(), modules.map(({ name }) => name).toSorted()));

const files = { 't.j2': 'x {{ canary }}\ny {{ canary | b64encode }}\n', 's.sh': 'cat; printf %s "$P" | base64\n' };

for (const [name, task] of Object.entries(uses)) {
  for (const mode of ['plan', 'apply'] as const) {
    test(`${name}: a secret is shown nowhere (${mode})`, async (t) => {
      const { shown, ran, fleet } = await attempt(
        t,
        `${task}\n- debug: { var: r }\n- debug: { msg: "{{ r }}" }`,
        new Secret(canary),
        { mode, files },
      );
      hides(t, shown, name);
      t.is(ran === null, refused.has(name), shown.slice(0, 500));
      if (ran !== null && name !== 'setup') t.regex(shown, /‹secret›/);
      for (const holder of holders(fleet.journal('h1')).filter((path) => !path.endsWith('/content')))
        t.fail(`${holder} of the journal holds it`);
    });
  }
}

test('what the modules were to write is written: files hold the secret, and only they', async (t) => {
  const { ran, fleet } = await attempt(t, `${uses['copy'] ?? ''}\n${uses['yaml_file'] ?? ''}`, new Secret(canary));
  t.is(ran?.outcomes['h1'], 'changed');
  t.deepEqual(holders(fleet.folder('h1')).toSorted(), ['has', 'made', 'old.yaml']);
});

test('the journal keeps what stood in a file before, for root alone', async (t) => {
  const { fleet } = await attempt(t, '- copy: { content: new, dest: "{{ folder }}/has" }', new Secret(canary));
  const held = holders(fleet.journal('h1'));
  t.deepEqual(
    held.map((path) => path.split('/').at(-1)),
    ['content'],
  );
  t.is(statSync(fleet.journal('h1')).mode & 0o777, 0o700);
  for (const path of held) t.is(statSync(join(fleet.journal('h1'), path)).mode & 0o077, 0);
});

const ways: readonly (readonly [string, string])[] = [
  [
    'a result that holds it',
    '- shell: { cmd: cat has, chdir: "{{ folder }}" }\n  register: r\n- debug: { var: r.stdout_lines }',
  ],
  [
    'a loop over it',
    '- command: { argv: [cat], stdin: "{{ item }}" }\n  loop: ["{{ canary }}", "x{{ canary }}"]\n  register: r\n- debug: { var: r }',
  ],
  ['the name of a task', '- name: "Use {{ canary }}"\n  ping:'],
  ['a template that fails', '- set_fact: { a: "{{ canary + 1 }}" }'],
  ['a regular expression that fails', `- set_fact: { a: "{{ canary | regex_replace('(', canary) }}" }`],
  ['a key that is missing', '- set_fact: { a: "{{ {}[canary] }}" }'],
  ['a parameter of the wrong type', '- copy: { content: x, dest: "{{ folder }}/x", mode: "{{ canary }}" }'],
  [
    'a template that fails on what the host said',
    '- shell: { cmd: cat has, chdir: "{{ folder }}" }\n  register: r\n- set_fact: { a: "{{ {}[r.stdout] }}" }',
  ],
  ['a diff of a file that holds it', '- copy: { content: "changed\\n", dest: "{{ folder }}/has" }'],
  [
    'failed_when over it',
    `- shell: { cmd: "cat has; exit 1", chdir: "{{ folder }}" }\n  failed_when: "canary in r.stdout"\n  register: r`,
  ],
  ['words of the host in a failure', '- shell: { cmd: "cat has >&2; exit 1", chdir: "{{ folder }}" }'],
  [
    'validate that fails with it',
    `- copy: { content: "{{ canary }}", dest: "{{ folder }}/v", validate: "grep nothing %s" }`,
  ],
  ['a large file', `- copy: { content: "{{ (canary ~ ' ') * 9000 }}", dest: "{{ folder }}/large" }`],
];

for (const [title, tasks] of ways) {
  for (const [kind, value] of [
    ['as a Secret', new Secret(canary)],
    ['as a text that is only known to be secret', canary],
  ] as const) {
    test(`a secret does not get out through ${title}, ${kind}`, async (t) => {
      const { shown, ran } = await attempt(t, tasks, value);
      // Before a host is contacted a mistake is told through the same mask.
      const secrets = createRedactor();
      secrets.add(new Secret(canary));
      hides(t, ran === null ? secrets.mask(shown) : shown, title);
    });
  }
}

test('a result of no_log is secret wherever it is used, also when the task fails before it is bound', async (t) => {
  const tasks = `- shell: echo 'unknown-Secret-99'; echo plain
  no_log: true
  register: r
- debug: { var: r }
- debug: { msg: "found {{ r.stdout }}" }
- shell: printf 'it was unknown-Secret-99'
- name: Broken
  no_log: true
  copy: { content: "{{ r.stdout_lines[0] | regex_replace('(', r.nothing) }}", dest: /nowhere/unknown-Secret-99 }
`;
  const { shown, ran } = await attempt(t, tasks, '');
  t.false(shown.includes('unknown-Secret-99'), shown);
  t.like(ran?.finished('Broken'), { status: 'failed', error: { code: 'template', message: 'hidden by no_log' } });
});

test('a run that is interrupted tells no secret', async (t) => {
  const stop = new AbortController();
  const { shown } = await attempt(
    t,
    '- shell: { cmd: "cat; sleep 30", stdin: "{{ canary }}" }\n- debug: { msg: "{{ canary }}" }',
    new Secret(canary),
    {
      stop: stop.signal,
      kill: stop.signal,
      beforeFrame: (_host, _frame, exchange) => void (exchange > 1 && setTimeout(() => stop.abort(), 300)),
    },
  );
  hides(t, shown, 'interrupted');
  t.regex(shown, /interrupted|half-way/);
});
