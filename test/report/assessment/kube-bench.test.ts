import test from 'ava';

import { kubeBenchFormat } from '../../../src/report/assessment/kube-bench.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { textOf } from './files-of.ts';

const report = (host: string) => JSON.parse(textOf(kubeBenchFormat, host));

test('a node has the parts of its role, with sums that are those of their checks', (t) => {
  const read = report('cp-1');
  t.deepEqual(
    read.Controls.map(({ id, node_type, version, detected_version }: Record<string, string>) => [
      id,
      node_type,
      version,
      detected_version,
    ]),
    [
      ['1', 'master', 'cis-1.12', '1.32.9'],
      ['4', 'node', 'cis-1.12', '1.32.9'],
      ['5', 'policies', 'cis-1.12', '1.32.9'],
    ],
  );
  t.deepEqual(read.Totals, { total_pass: 2, total_fail: 1, total_warn: 1, total_info: 0 });
  t.deepEqual(
    report('worker-1').Controls.map(({ node_type }: Record<string, string>) => node_type),
    ['node'],
  );
});

test('a check says what kube-bench says, in its words', (t) => {
  const [check] = report('cp-1').Controls[0].tests[0].results;
  t.deepEqual(check, {
    test_number: '1.2.17',
    test_desc: 'audit log kept for 30 days',
    audit: 'grep -- --audit-log-maxage /var/snap/k8s/common/args/kube-apiserver',
    AuditEnv: '',
    AuditConfig: '',
    type: '',
    remediation: 'hardening.yaml sets it; bulwark apply playbooks/hardening.yaml -l cp-1,cp-2',
    test_info: ['hardening.yaml sets it; bulwark apply playbooks/hardening.yaml -l cp-1,cp-2'],
    status: 'FAIL',
    actual_value:
      'kube-apiserver --audit-log-maxage: wanted at least 30, file 30, live 7, not as wanted (/var/snap/k8s/common/args/kube-apiserver:12)',
    scored: true,
    IsMultiple: false,
    expected_result: 'kube-apiserver --audit-log-maxage at least 30',
    reason: 'configured, and not running with it yet',
  });
});

test('what could not be seen, is waived or is for a person never passes', (t) => {
  const statuses = (host: string) =>
    Object.fromEntries(
      report(host).Controls.flatMap(({ tests }: { tests: { results: Record<string, string>[] }[] }) =>
        tests.flatMap(({ results }) => results.map(({ test_number, status }) => [test_number, status])),
      ),
    );
  t.deepEqual(statuses('cp-3'), { '1.2.17': 'WARN', '4.1.1': 'WARN', '5.1.1': 'PASS', '5.1.3': 'WARN' });
  t.deepEqual(statuses('worker-2'), { '4.1.1': 'WARN', '4.1.3': 'INFO', '4.2.5': 'WARN', '4.2.14': 'PASS' });
});

test('without a CIS benchmark there is nothing to write', (t) => {
  const stig = { ...sampleAssessment, benchmarks: sampleAssessment.benchmarks.filter(({ id }) => id === 'stig') };
  t.deepEqual([...kubeBenchFormat.files(stig)], []);
});
