import type { AssessedHost, AssessmentHeader } from '../../../domain/assessment.ts';
import { type HostResult, ofResults } from '../host-results.ts';
import { compactJson, openObject } from '../json-text.ts';
import { uuidOf } from '../uuid.ts';
import { detailsOf } from './details.ts';
import { checklistStatus, lowerStatus } from './status.ts';
import { checkText, type StigControl, TARGET_KEY } from './stig.ts';

/** One vulnerability with all keys that STIG Viewer 3 writes; what only DISA's text has stays empty. */
export const cklbRule = (
  header: AssessmentHeader,
  stigUuid: string,
  control: StigControl,
  host: AssessedHost,
  result: HostResult,
) => ({
  ...catalogued(control),
  uuid: ruleUuid(control, host),
  ...reviewed(header, stigUuid, control, result),
});

/** The same as JSON: what hosts with one result share of it is made once. */
export function cklbRuleText(header: AssessmentHeader, stigUuid: string) {
  const around = ofResults((control: StigControl, result) => ({
    before: openObject(catalogued(control)),
    after: compactJson(reviewed(header, stigUuid, control, result)).slice(1),
  }));
  return (control: StigControl, host: AssessedHost, result: HostResult): string => {
    const { before, after } = around(control, result);
    return `${before},"uuid":"${ruleUuid(control, host)}",${after}`;
  };
}

const ruleUuid = ({ stig }: StigControl, { cluster, name }: AssessedHost): string =>
  uuidOf('rule', cluster, name, stig.ruleId);

function catalogued(control: StigControl) {
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
  };
}

const reviewed = (header: AssessmentHeader, stigUuid: string, control: StigControl, result: HostResult) => ({
  stig_uuid: stigUuid,
  status: lowerStatus(checklistStatus(result.status)),
  overrides: {},
  comments: '',
  finding_details: detailsOf(header, result),
  srg_id: control.stig.srg,
});
