import test from 'ava';

import type { WaiverFields, WaiversInvocation } from '../../../src/app/invocation.ts';
import { runCommand } from '../../../src/app/run-command.ts';
import { parseArgv } from '../../../src/cli/parse-argv.ts';
import type { RunEvent } from '../../../src/domain/event.ts';
import { idlePorts } from '../../support/app-ports.ts';
import { scriptedDesk } from '../../support/desk.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';

const project: Readonly<Record<string, string>> = {
  'bulwark.yaml': 'inventory: hosts.yaml\n',
  'hosts.yaml': `all:
  children:
    control_plane: { hosts: { cp-1: {}, cp-2: {}, cp-3: {} } }
    workers: { hosts: { worker-1: {}, worker-2: {} } }
`,
  'prod.json': JSON.stringify(sampleAssessment),
};
/** 2026-11-22. */
const now = Date.UTC(2026, 10, 22, 12);

interface Run {
  readonly exit: number;
  readonly printed: string;
  /** Codes of what was refused. */
  readonly codes: readonly string[];
  readonly summaries: string;
  readonly files: Readonly<Record<string, string>>;
}

async function run(
  line: string | readonly string[],
  files: Readonly<Record<string, string>> = {},
  { answers, othersWrite = false }: { readonly answers?: readonly string[]; readonly othersWrite?: boolean } = {},
): Promise<Run> {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const parsed = await parseArgv(['waivers', ...words], 80);
  if (parsed.kind !== 'run' || parsed.invocation.command !== 'waivers') throw new Error(JSON.stringify(parsed));
  const asked: WaiversInvocation = parsed.invocation;
  const events: RunEvent[] = [];
  const printed: string[] = [];
  const all = { ...project, ...files };
  const exit = await runCommand(asked, {
    ...idlePorts,
    files: memoryFiles(all),
    othersMay: (path) => ({ read: false, write: othersWrite && path === 'waivers.yaml' }),
    now: () => now,
    interactive: answers !== undefined,
    desk: scriptedDesk(answers ?? []),
    show: (event) => void events.push(event),
    print: (lines) => void printed.push(...lines),
    project: {
      ...idlePorts.project,
      rewrite: (written) => {
        for (const { path, text } of written) all[path] = text;
      },
    },
  });
  const told = events.flatMap((event) => (event.type === 'diagnostic' && event.severity === 'error' ? [event] : []));
  return {
    exit,
    printed: printed.join('\n'),
    codes: told.map(({ code }) => code),
    summaries: told.map(({ summary }) => summary).join('\n'),
    files: all,
  };
}
const said = ['--owner', 'ops', '--approved-by', 'SEC-1: "yes"', '--reason', '# small disks'];

test('init makes an entry for each control that fails, and accepts nothing by itself', async (t) => {
  const { exit, files, printed } = await run('init prod.json');
  t.is(exit, 0);
  const text = files['waivers.yaml'] ?? '';
  t.deepEqual(
    [...text.matchAll(/control: (\S+)/g)].map(([, id]) => id),
    sampleAssessment.controls
      .filter(({ results }) => results.some(({ status }) => status === 'fail'))
      .map(({ id }) => id)
      .toSorted((a, b) => text.indexOf(a) - text.indexOf(b)),
  );
  t.regex(printed, /fill in owner, approved_by, reason, or take the entry out/);
  const listed = await run('list', { 'waivers.yaml': text });
  t.is(listed.exit, 5);
  t.true(listed.codes.every((code) => code === 'waiver-incomplete'));
});
test('what init writes is taken once a person has filled it in, and is used', async (t) => {
  const { files } = await run(['init', 'prod.json', ...said]);
  const { exit, printed } = await run('list prod.json', { 'waivers.yaml': files['waivers.yaml'] ?? '' });
  t.is(exit, 0);
  t.regex(printed, /^used {12}CIS-1\.2\.19 {2}cp-1, cp-2 {2}until 2027-02-20 \(90 days\)$/m);
  t.notRegex(printed, /unused|never|expired/);
});
test('init names the group that has just the hosts that fail', async (t) => {
  const failing = JSON.stringify({
    ...sampleAssessment,
    controls: sampleAssessment.controls.slice(0, 1).map((control) => ({
      ...control,
      results: [{ ...control.results[0], hosts: ['worker-1', 'worker-2'], status: 'fail' }],
    })),
  });
  const { files } = await run('init all.json', { 'all.json': failing });
  t.regex(files['waivers.yaml'] ?? '', /hosts: \[workers\]/);
});
test('words of an assessment cannot add an entry to the file', async (t) => {
  const header = { ...sampleAssessment.header, run: 'x\n  - control: CIS-1.2.20\n' };
  const { files } = await run('init bad.json', { 'bad.json': JSON.stringify({ ...sampleAssessment, header }) });
  t.notRegex(files['waivers.yaml'] ?? '', /^ {2}- control: CIS-1\.2\.20/m);
});
test('init never writes over a file', async (t) => {
  const { exit, codes, files } = await run('init prod.json', { 'waivers.yaml': '[]\n' });
  t.deepEqual([exit, codes, files['waivers.yaml']], [5, ['waivers-exist'], '[]\n']);
});
test('init without an assessment says what to do', async (t) =>
  t.deepEqual((await run('init')).codes, ['no-assessment']));
test('a file that was cut is told', async (t) => {
  const { codes } = await run('init cut.json', { 'cut.json': (project['prod.json'] ?? '').slice(0, 900) });
  t.deepEqual(codes, ['assessment-cut']);
});
test('a file that is not there is told', async (t) =>
  t.deepEqual((await run('list gone.json')).codes, ['baseline-missing']));

test('add makes the file, and adds to it with its comments', async (t) => {
  const first = await run(['add', 'CIS112-1.2.17', '-l', 'cp-1', ...said]);
  const text = first.files['waivers.yaml'] ?? '';
  t.regex(text, /^waivers:\n {2}- control: CIS-1\.2\.19\n {4}hosts: \[cp-1\]\n/);
  const noted = text.replace('waivers:', 'waivers: # ours');
  const second = await run(['add', 'CIS-1.2.20', 'V-242464', ...said], { 'waivers.yaml': noted });
  t.is(second.exit, 0);
  t.true(second.files['waivers.yaml']?.startsWith(noted.trimEnd()));
  const third = await run(['add', 'CIS-5.1.1', '--attest', ...said], {
    'waivers.yaml': second.files['waivers.yaml'] ?? '',
  });
  const { exit, printed } = await run('list', { 'waivers.yaml': third.files['waivers.yaml'] ?? '' });
  t.is(exit, 0);
  t.regex(printed, /3 waivers, 1 attestation; nothing was assessed from here yet/);
  t.regex(printed, /in force {8}CIS-5\.1\.1 \(attested\) {2}all/);
  t.regex(printed, /accepted by SEC-1: "yes", waivers\.yaml:2/);
});
test('add asks for what is missing', async (t) => {
  const { exit, files } = await run('add CIS-1.2.19 --owner ops', {}, { answers: ['SEC-1', 'small disks'] });
  t.is(exit, 0);
  t.regex(files['waivers.yaml'] ?? '', /approved_by: SEC-1\n {4}reason: small disks/);
});
test('add writes nothing for somebody who does not answer', async (t) => {
  const { codes, files } = await run('add CIS-1.2.19', {}, { answers: ['ops', ''] });
  t.deepEqual([codes, files['waivers.yaml']], [['missing-option', 'missing-option'], undefined]);
});

const refused = test.macro(
  async (
    t,
    words: readonly string[],
    code: string,
    { files = {}, ...ports }: { files?: Readonly<Record<string, string>>; othersWrite?: boolean } = {},
  ) => {
    const { exit, codes, files: after } = await run(['add', ...words], files, ports);
    t.deepEqual([exit, codes], [5, [code]]);
    t.is(after['waivers.yaml'], files['waivers.yaml']);
  },
);
test('a control that there is not', refused, ['CIS-1.2.91', ...said], 'unknown-control');
test('hosts that there are not', refused, ['CIS-1.2.19', '-l', 'cp-9', ...said], 'unknown-host-pattern');
test('more than a year', refused, ['CIS-1.2.19', ...said, '--expires', '2028-01-01'], 'waiver-too-long');
test('no day', refused, ['CIS-1.2.19', ...said, '--expires', 'soon'], 'waiver-date');
test('an attestation of what is checked', refused, ['CIS-1.2.19', '--attest', ...said], 'waiver-kind');
test('an attestation in a plain list', refused, ['CIS-5.1.1', '--attest', ...said], 'waiver-form', {
  files: { 'waivers.yaml': '[]\n' },
});
test('a file that does not parse', refused, ['CIS-1.2.19', ...said], 'unknown-key', {
  files: { 'waivers.yaml': 'waiver: []\n' },
});
test('a file that others may write', refused, ['CIS-1.2.19', ...said], 'waivers-writable', {
  files: { 'waivers.yaml': '[]\n' },
  othersWrite: true,
});
test('the same twice', refused, ['CIS-1.2.19', 'CIS112-1.2.17', ...said], 'waiver-twice');

const entry = (over: Readonly<Partial<WaiverFields & { control: string; hosts: string }>>): string =>
  `- control: ${over.control ?? 'CIS-1.2.19'}\n  hosts: ${over.hosts ?? 'all'}\n  owner: a\n  approved_by: b\n  reason: c\n  expires: ${over.expires ?? '2026-12-01'}\n`;
test('list says how each stands', async (t) => {
  const text = [
    entry({}),
    entry({ control: 'V-242386' }),
    entry({ expires: '2026-11-21', hosts: 'cp-1' }),
    entry({ hosts: 'gone-*' }),
    entry({ control: 'CIS-1.2.21' }),
  ].join('');
  const passing = JSON.stringify({
    ...sampleAssessment,
    controls: sampleAssessment.controls
      .filter(({ id }) => id !== 'V-242386')
      .concat(
        sampleAssessment.controls.slice(0, 1).map((one) => ({
          ...one,
          id: 'V-242386',
          results: one.results.map((result) => ({ ...result, status: 'pass' as const })),
        })),
      ),
  });
  const { printed } = await run('list passing.json', { 'waivers.yaml': text, 'passing.json': passing });
  t.deepEqual(
    printed
      .split('\n')
      .flatMap(
        (line) => /^(used|unused|never-matching|expired|in force) {2,}(\S+)/.exec(line)?.slice(1, 3).join(' ') ?? [],
      ),
    ['used CIS-1.2.19', 'unused V-242386', 'expired CIS-1.2.19', 'never-matching CIS-1.2.19', 'in force CIS-1.2.21'],
  );
});
for (const line of ['list', 'init prod.json', 'add CIS-1.2.19 --owner a --approved-by b --reason c'])
  test(`a folder in the place of the file is told: ${line}`, async (t) => {
    const { exit, codes, summaries } = await run(line, { 'waivers.yaml/one.yaml': '' });
    t.is(exit, 5);
    t.deepEqual(codes, ['waivers-missing']);
    t.is(summaries, 'waivers.yaml is a folder, and waivers are one file');
  });

test('a file that bulwark.yaml names and that is not there is told', async (t) => {
  const { codes } = await run('list', { 'bulwark.yaml': 'inventory: hosts.yaml\nwaivers: ours.yaml\n' });
  t.deepEqual(codes, ['waivers-missing']);
});
test('without a file nothing is waived', async (t) =>
  t.is((await run('list')).printed, 'waivers.yaml: nothing is waived'));
