import type { AssessedHost, AssessmentHeader } from '../../../domain/assessment.ts';
import type { HostResult } from '../host-results.ts';
import { uuidOf } from '../uuid.ts';
import { detailsOf } from './details.ts';
import { checklistStatus, lowerStatus } from './status.ts';
import { checkText, type StigControl, TARGET_KEY } from './stig.ts';

/** One vulnerability with all keys that STIG Viewer 3 writes; what only DISA's text has stays empty. */
export function cklbRule(
  header: AssessmentHeader,
  stigUuid: string,
  control: StigControl,
  host: AssessedHost,
  result: HostResult,
) {
  const { stigId, ruleId, srg, severity, cci } = control.stig;
  return {
    group_id_src: control.id,
    group_tree: [{ id: control.id, title: srg, description: '' }],
    group_id: control.id,
    severity,
    group_title: srg,
    rule_id_src: ruleId,
    rule_id: ruleId.replace(/_rule$/, ''),
    rule_version: stigId,
    rule_title: control.title,
    fix_text: control.remediation ?? '',
    weight: '10.0',
    check_content: checkText(control),
    check_content_ref: { href: 'playbooks/controls', name: control.id },
    classification: 'Unclassified',
    discussion: control.rationale,
    false_positives: '',
    false_negatives: '',
    documentable: 'false',
    security_override_guidance: '',
    potential_impacts: control.risk ?? '',
    third_party_tools: '',
    ia_controls: '',
    responsibility: '',
    mitigations: '',
    mitigation_control: '',
    legacy_ids: [],
    ccis: cci,
    reference_identifier: TARGET_KEY,
    uuid: uuidOf('rule', host.cluster, host.name, ruleId),
    stig_uuid: stigUuid,
    status: lowerStatus(checklistStatus(result.status)),
    overrides: {},
    comments: '',
    finding_details: detailsOf(header, result),
    srg_id: srg,
  };
}
