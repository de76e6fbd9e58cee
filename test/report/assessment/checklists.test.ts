import test from 'ava';

import { cklFormat } from '../../../src/report/assessment/ckl.ts';
import { cklbFormat } from '../../../src/report/assessment/cklb.ts';
import { sampleAssessment } from '../../support/sample-assessment.ts';
import { textOf } from './files-of.ts';
import { imported, resultsOf } from './stig-manager.ts';

/** No schema of either format is in a package of npm or Debian: STIG Manager's reader stands in for it. */
const formats = [
  { format: cklFormat, kind: 'reviewsFromCkl' },
  { format: cklbFormat, kind: 'reviewsFromCklb' },
] as const;

for (const { format, kind } of formats) {
  test(`STIG Manager imports a ${format.name} of each host`, (t) => {
    for (const host of sampleAssessment.scope.hosts) {
      const read = imported(kind, textOf(format, host.name));
      t.is(read.target.name, host.name);
      t.deepEqual(read.errors ?? [], []);
      t.deepEqual(
        read.checklists.map(({ benchmarkId, revisionStr, reviews }) => [benchmarkId, revisionStr, reviews.length]),
        [['Kubernetes_STIG', 'V2R4', 4]],
      );
    }
  });

  test(`a ${format.name} says of each rule what was found`, (t) => {
    const of = (host: string) => resultsOf(imported(kind, textOf(format, host)));
    t.deepEqual(of('worker-1'), {
      'SV-242387r961863_rule': 'pass',
      'SV-242393r961863_rule': 'fail',
      'SV-242434r961863_rule': 'fail',
      'SV-242464r961863_rule': 'notapplicable',
    });
    t.deepEqual(of('cp-3'), {
      'SV-242387r961863_rule': 'notchecked',
      'SV-242393r961863_rule': 'notchecked',
      'SV-242434r961863_rule': 'notchecked',
      'SV-242464r961863_rule': 'notchecked',
    });
  });

  test(`a ${format.name} tells a waiver in its details, and the comments stay a person's`, (t) => {
    const [checklist] = imported(kind, textOf(format, 'worker-1')).checklists;
    const review = checklist?.reviews.find(({ ruleId }) => ruleId.includes('242393'));
    t.is(review?.comment, '');
    t.is(
      review?.detail,
      [
        '[bulwark: run 1122-a7 of 2026-11-22T09:52:01.900Z, status Open]',
        'waived',
        'waived by ciso@example.org until 2027-03-31; owner ops@example.org: sshd is how we manage them, SEC-812; instead: Only the bastion reaches port 22.; (waivers.yaml:3)',
        'unit ssh.service: wanted stopped, live active, next boot enabled, not as wanted (unit ssh.service)',
        'by hand: systemctl is-active ssh',
        '[bulwark: end]',
      ].join('\n'),
    );
  });

  test(`without the STIG there is no ${format.name}`, (t) => {
    t.deepEqual([...format.files({ ...sampleAssessment, benchmarks: [] })], []);
  });
}

test('the two forms of a checklist agree', (t) => {
  for (const { name } of sampleAssessment.scope.hosts) {
    t.deepEqual(
      imported('reviewsFromCkl', textOf(cklFormat, name)).checklists[0]?.reviews,
      imported('reviewsFromCklb', textOf(cklbFormat, name)).checklists[0]?.reviews,
    );
  }
});

/** The keys in the order in which STIG Viewer 3 writes them, from checklists that it wrote. */
test('a CKLB has the keys of STIG Viewer 3, in its order', (t) => {
  const read = JSON.parse(textOf(cklbFormat, 'cp-1'));
  t.is(Object.keys(read).join(' '), 'title id stigs active mode has_path target_data cklb_version');
  t.is(
    Object.keys(read.target_data).join(' '),
    'target_type host_name ip_address mac_address fqdn comments role is_web_database technology_area web_db_site web_db_instance classification',
  );
  t.is(
    Object.keys(read.stigs[0]).join(' '),
    'stig_name display_name stig_id release_info version uuid reference_identifier size rules',
  );
  t.is(
    Object.keys(read.stigs[0].rules[0]).join(' '),
    'group_id_src group_tree group_id severity group_title rule_id_src rule_id rule_version rule_title fix_text weight check_content check_content_ref classification discussion false_positives false_negatives documentable security_override_guidance potential_impacts third_party_tools ia_controls responsibility mitigations mitigation_control legacy_ids ccis reference_identifier uuid stig_uuid status overrides comments finding_details srg_id',
  );
  t.regex(read.id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
