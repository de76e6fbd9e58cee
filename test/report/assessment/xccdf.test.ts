import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseXml } from '@rgrove/parse-xml';
import test, { type ExecutionContext } from 'ava';

import { xccdfFormat } from '../../../src/report/assessment/xccdf.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { textOf } from './files-of.ts';
import { imported, resultsOf } from './stig-manager.ts';

/** NIST's schema and its Schematron rules, as openscap ships them. */
function validated(t: ExecutionContext, text: string): string {
  const file = join(tempFolder(t), 'results.xccdf.xml');
  writeFileSync(file, text);
  return execFileSync('oscap', ['xccdf', 'validate', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

for (const { of } of xccdfFormat.files(sampleAssessment)) {
  test(`oscap finds the results valid: ${of}`, (t) => {
    const said = validated(t, textOf(xccdfFormat, of ?? ''))
      .split('\n')
      .filter((line) => line.startsWith('Warning'));
    // A benchmark for all platforms is what it is: no dictionary has a name for the snap.
    t.deepEqual(
      said.filter((line) => !line.includes('no platform specified')),
      [],
    );
  });
}

test('oscap finds what is wrong', (t) => {
  const text = textOf(xccdfFormat, 'cp-1-stig');
  t.throws(() => validated(t, text.replace('<result>fail</result>', '<result>failed</result>')));
});

test('STIG Manager imports the results under the ids of DISA', (t) => {
  const read = imported('reviewsFromXccdf', textOf(xccdfFormat, 'worker-1-stig'));
  t.is(read.target.name, 'worker-1');
  t.is(read.target.ip, '192.0.2.4');
  t.is(read.checklists[0]?.benchmarkId, 'Kubernetes_STIG');
  t.deepEqual(resultsOf(read), {
    'SV-242387r961863_rule': 'pass',
    'SV-242393r961863_rule': 'fail',
    'SV-242434r961863_rule': 'fail',
    'SV-242464r961863_rule': 'notapplicable',
  });
});

test('of a host that was not reached nothing passes and nothing is out of scope', (t) => {
  const { root } = parseXml(textOf(xccdfFormat, 'cp-3-cis-1.12'));
  const results = JSON.stringify(root).match(/"(?:pass|fail|unknown|notapplicable|notchecked)"/g) ?? [];
  t.deepEqual(
    results,
    // The cluster's own controls were asked on another control plane: attested, and manual.
    ['"unknown"', '"unknown"', '"unknown"', '"unknown"', '"unknown"', '"pass"', '"notchecked"'],
  );
});
