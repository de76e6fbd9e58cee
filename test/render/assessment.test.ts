import test from 'ava';

import type { Assessment } from '../../src/domain/assessment.ts';
import type { RunEvent } from '../../src/domain/event.ts';
import { assessmentText } from '../../src/render/assessment/assessment-text.ts';
import { benchmarkTable, hostTable } from '../../src/render/assessment/counts.ts';
import { cells } from '../../src/render/columns.ts';
import { jsonEvent } from '../../src/render/json-event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { readEvent } from '../../src/render/read-event.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import type { TextOptions } from '../../src/render/text-options.ts';
import { Secret } from '../../src/domain/secret.ts';
import { hostile } from '../support/hostile-texts.ts';
import { sampleAssessment } from '../support/sample-assessment.ts';

const options = (width: number, more: Partial<TextOptions> = {}): TextOptions => ({
  width,
  times: false,
  timeZone: 'UTC',
  verbosity: 0,
  quiet: false,
  diff: false,
  who: 'alice@laptop',
  version: '0.1.0',
  limit: null,
  command: (verb, change) => ['bulwark', verb, ...(change?.add ?? [])].join(' '),
  diagnostics: () => [],
  ...more,
});

/** All was seen, and nothing fails. */
const calm: Assessment = {
  ...sampleAssessment,
  scope: {
    ...sampleAssessment.scope,
    hosts: sampleAssessment.scope.hosts.filter(({ reached }) => reached),
    notSelected: [],
    notInInventory: [],
    missing: [],
  },
  controls: sampleAssessment.controls.filter(({ status }) => status === 'pass' || status === 'not-applicable'),
  causes: [],
  waivers: [],
  differences: [],
};

for (const width of [80, 200])
  test(`an assessment is told in ${width} columns`, (t) => {
    const lines = assessmentText(sampleAssessment, options(width));
    t.deepEqual(
      lines.filter((line) => cells(line) > width),
      [],
    );
    t.snapshot(lines.join('\n'));
  });

for (const by of ['area', 'host'] as const)
  test(`findings are sorted by ${by} where that is asked, and --score has its denominator`, (t) => {
    const lines = assessmentText(
      sampleAssessment,
      options(80, { assess: { by, score: true, repairs: { cis: 'cis.yaml', stig: null } } }),
    );
    t.deepEqual(
      lines.filter((line) => cells(line) > 80),
      [],
    );
    t.snapshot(lines.join('\n'));
  });

test('what repairs is told as commands, of the playbooks that are here', (t) => {
  const told = (repairs: NonNullable<TextOptions['assess']>['repairs'], of = sampleAssessment): readonly string[] =>
    assessmentText(of, options(80, { assess: { by: null, score: false, repairs } })).filter((line) =>
      line.includes('bulwark plan'),
    );
  t.deepEqual(told({ cis: 'playbooks/cis.yaml', stig: 'playbooks/stig.yaml' }), [
    'Repair  bulwark plan playbooks/cis.yaml    what meeting CIS would change',
    '        bulwark plan playbooks/stig.yaml   what meeting the STIG would change',
  ]);
  t.is(told({ cis: null, stig: 'stig.yaml' }).length, 1);
  t.deepEqual(told({ cis: null, stig: null }), []);
  t.deepEqual(told('own'), ['Repair  bulwark plan   what the playbook would change']);
  t.deepEqual(told({ cis: 'cis.yaml', stig: 'stig.yaml' }, calm), []);
});

test('files that were written are told, and not proposed again', (t) => {
  const written = [
    { type: 'report-written', path: 'my.html', files: ['my.html'] },
    { type: 'report-written', path: 'a.cklb', files: ['a-cp-1.cklb', 'a-cp-2.cklb', 'a-cp-3.cklb'] },
  ] as const;
  const lines = assessmentText(sampleAssessment, options(80), written);
  t.true(lines.includes('Wrote   my.html'));
  t.true(lines.includes('        a-cp-1.cklb and 2 more, to a-cp-3.cklb'));
  t.deepEqual(
    lines.filter((line) => line.includes('assess -o')),
    [],
  );
  t.is(assessmentText(sampleAssessment, options(80)).filter((line) => line.includes('assess -o')).length, 2);
});

test('names of programs keep their case at the beginning of a title', (t) => {
  const first = (title: string): string | undefined =>
    assessmentText(
      {
        ...calm,
        causes: [{ status: 'fail', controls: [], hosts: ['cp-1'], scope: 'node', title, evidence: [], repair: null }],
      },
      options(80),
    ).find((line) => line.toLowerCase().endsWith(title.toLowerCase()));
  t.is(first('sshd does not run on workers'), '      sshd does not run on workers');
  t.is(first('kube-proxy kubeconfig private'), '      kube-proxy kubeconfig private');
  t.is(first('hostPath volumes refused'), '      hostPath volumes refused');
  t.is(first('audit log written'), '      Audit log written');
});

test('the verdict stands first, and what was not seen before all numbers', (t) => {
  const [first = ''] = assessmentText(sampleAssessment, options(80));
  t.true(first.startsWith('prod-a: NOT FULLY ASSESSED. '));
  const [fine = ''] = assessmentText(calm, options(80));
  t.is(fine, 'prod-a: none of 3 controls fails. 1.9 s');
});

test('no per cent is told that nobody asked for', (t) => {
  t.false(assessmentText(sampleAssessment, options(80)).some((line) => line.includes('%')));
});

test('words of hosts are escaped: no control sequence, no line of their own', (t) => {
  const lines = assessmentText(sampleAssessment, options(80, { verbosity: 2 }));
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  t.deepEqual(
    lines.filter((line) => /[\x00-\x1f\x7f-\x9f\u202e]/.test(line)),
    [],
  );
  t.true(lines.some((line) => line.includes(String.raw`\x1b[31m`)));
});

test('quiet is the verdict and its causes, and nothing where all is well', (t) => {
  const story = (assessment: Assessment, exit: number): readonly string[] => {
    const layout = plainLayout(options(80, { quiet: true }));
    return runOf(assessment, exit).flatMap((event) => layout.add(event).map(({ line }) => line));
  };
  t.deepEqual(story(calm, 0), []);
  const told = story(sampleAssessment, 3);
  t.regex(told[0] ?? '', /NOT FULLY ASSESSED/);
  t.is(told.at(-1), 'exit 3: findings');
});

test('each row of a table has as many controls as its columns together', (t) => {
  for (const lines of [benchmarkTable(sampleAssessment, 80), hostTable(sampleAssessment, 80)])
    for (const line of lines.slice(1)) {
      const numbers = line
        .trim()
        .split(/\s+/)
        .filter((word) => /^\d+$/.test(word))
        .map(Number);
      const all = numbers.pop() ?? -1;
      t.is(
        numbers.slice(-8).reduce((sum, number) => sum + number, 0),
        all ?? 0,
        line,
      );
    }
});

test('a value that is a secret is masked wherever it stands, and words that programs read stay', (t) => {
  const keeper = createRedactor();
  keeper.add(new Secret(hostile.markup));
  const event = keeper.maskEvent({ type: 'assessed', assessment: sampleAssessment });
  t.false(JSON.stringify(event).includes('<script>'));
  t.deepEqual(
    event.assessment.controls.map(({ id, status }) => [id, status]),
    sampleAssessment.controls.map(({ id, status }) => [id, status]),
  );
});

test('an assessment in the history is read back as it was', (t) => {
  const event: RunEvent = { seq: 4, at: 1000, type: 'assessed', assessment: sampleAssessment };
  t.deepEqual(readEvent(JSON.stringify(jsonEvent(event))), event);
});

const runOf = (assessment: Assessment, exit: number): readonly RunEvent[] => [
  {
    seq: 0,
    at: 0,
    type: 'run-started',
    schemaVersion: 1,
    run: '1122-a7',
    mode: 'assess',
    playbook: null,
    plays: [],
    hosts: [],
    notSelected: [],
  },
  { seq: 1, at: 1, type: 'assessed', assessment },
  { seq: 2, at: 2, type: 'run-finished', recap: { hosts: [], interrupted: null, refused: null }, exit },
];
