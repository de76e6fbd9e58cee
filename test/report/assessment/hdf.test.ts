import test from 'ava';
import { convertFile, convertFileContextual, hdfWrapControl, isContextualizedEvaluation } from 'inspecjs';

import type { AssessedControl, Assessment } from '../../../src/domain/assessment.ts';
import { hdfFormat } from '../../../src/report/assessment/hdf.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { textOf } from './files-of.ts';

/** As inspecjs, the library of Heimdall, reads it. */
function controlsOf(host: string, assessment: Assessment = sampleAssessment) {
  const read = convertFileContextual(textOf(hdfFormat, host, assessment));
  if (!isContextualizedEvaluation(read)) throw new Error('no evaluation');
  return read.contains.flatMap((profile) => profile.contains.map(({ data }) => hdfWrapControl(data)));
}

const statusesOf = (host: string, assessment?: Assessment) =>
  Object.fromEntries(controlsOf(host, assessment).map((control) => [control.wraps.id, control.status]));

for (const { name } of sampleAssessment.scope.hosts) {
  test(`inspecjs loads an execution, by its schema: ${name}`, (t) => {
    const read = convertFile(textOf(hdfFormat, name), true);
    t.deepEqual(Object.keys(read), ['1_0_ExecJson']);
    t.deepEqual(
      read['1_0_ExecJson']?.profiles.map((profile) => [profile.name, profile.controls.length]),
      [
        ['cis-1.12', 7],
        ['stig', 4],
        ['bulwark', 1],
      ],
    );
    t.is(read['1_0_ExecJson']?.platform.target_id, name);
  });
}

test('Heimdall counts what was judged as it was judged', (t) => {
  t.deepEqual(statusesOf('worker-2'), {
    'CIS112-1.2.17': 'Not Applicable',
    'CIS112-4.1.1': 'Not Reviewed',
    'CIS112-4.1.3': 'Not Applicable',
    'CIS112-4.2.5': 'Not Reviewed',
    'CIS112-4.2.14': 'Passed',
    'CIS112-5.1.1': 'Not Applicable',
    'CIS112-5.1.3': 'Not Applicable',
    'V-242387': 'Passed',
    'V-242393': 'Not Reviewed',
    'V-242434': 'Passed',
    'V-242464': 'Not Applicable',
    'BW-CERT-30': 'Failed',
  });
  t.is(statusesOf('worker-1')['V-242434'], 'Failed');
  t.is(statusesOf('cp-1')['CIS112-5.1.1'], 'Passed');
});

test('of a host that could not be seen, nothing passes: Heimdall shows errors', (t) => {
  const { 'CIS112-5.1.1': attested, 'CIS112-5.1.3': manual, ...others } = statusesOf('cp-3');
  t.deepEqual([...new Set(Object.values(others))], ['Profile Error']);
  // Of the cluster, and seen on another control plane.
  t.deepEqual([attested, manual], ['Passed', 'Not Reviewed']);
});

/** The same evidence under another verdict. */
const judged = (status: 'pass' | 'fail', met: boolean): Assessment => ({
  ...sampleAssessment,
  controls: sampleAssessment.controls.map((control): AssessedControl => ({
    ...control,
    results: control.results.map((result) => ({
      ...result,
      status,
      evidence: result.evidence.map((evidence) => ({ ...evidence, met })),
    })),
  })),
});

test('the verdict is what was judged, whatever single looks say', (t) => {
  t.is(statusesOf('worker-1', judged('fail', true))['V-242434'], 'Failed');
  t.is(statusesOf('worker-1', judged('pass', false))['V-242434'], 'Passed');
  t.is(statusesOf('worker-2', judged('fail', true))['BW-CERT-30'], 'Failed');
});

test('a waiver is told with its reason and its end, and the finding is not hidden', (t) => {
  const control = controlsOf('worker-1').find(({ wraps }) => wraps.id === 'V-242393');
  t.like(control?.wraps, {
    waiver_data: { expiration_date: '2027-03-31', justification: 'sshd is how we manage them, SEC-812' },
  });
  t.regex(control?.message ?? '', /^SKIPPED -- waived\nwaived by ciso@example\.org until 2027-03-31/);
});

test('NIST controls and severities of the STIG arrive', (t) => {
  const control = controlsOf('worker-1').find(({ wraps }) => wraps.id === 'V-242387');
  t.is(control?.severity, 'high');
  t.deepEqual(control?.rawNistTags, ['AC-3']);
});
