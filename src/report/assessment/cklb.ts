import type { AssessedHost, Assessment } from '../../domain/assessment.ts';
import { cklbRuleText } from './checklist/cklb-rule.ts';
import { mergeCklb } from './checklist/merge-cklb.ts';
import { releaseInfo, roleOf, STIG_ID, type Stig, stigOf, TARGET_KEY } from './checklist/stig.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hostResults } from './host-results.ts';
import { compactJson, openObject } from './json-text.ts';
import { hostFileNames } from './file-names.ts';
import { uuidOf } from './uuid.ts';

/** A checklist of STIG Viewer 3 for each host. DISA publishes no schema; the keys are those that its viewer writes. */
export const cklbFormat: AssessmentFormat = {
  name: 'cklb',
  purpose: 'checklists of STIG Viewer 3, one a host',
  extensions: ['.cklb'],
  holds: ['stig'],
  files,
  merge: mergeCklb,
};

function* files(assessment: Assessment): Iterable<ReportFile> {
  const stig = stigOf(assessment);
  if (stig === null) return;
  const look = hostResults(assessment);
  const names = hostFileNames(assessment);
  const ruleText = cklbRuleText(assessment.header, stigUuid(stig));
  for (const host of assessment.scope.hosts) {
    const rules = stig.controls.map((control) => ruleText(control, host, look(control, host)));
    yield { of: names.get(host.name) ?? null, parts: checklistParts(stig, host, rules) };
  }
}

/** Texts put together, because the rules of all hosts are nearly the same. */
function checklistParts(stig: Stig, host: AssessedHost, rules: readonly string[]): readonly string[] {
  const head = openObject({
    title: `${host.name} ${STIG_ID} ${stig.benchmark.version}`,
    id: uuidOf('checklist', host.cluster, host.name),
  });
  return [
    `${head},"stigs":[${openObject(stigHead(stig, rules.length))},"rules":[`,
    ...rules.map((rule, index) => (index === 0 ? rule : `,${rule}`)),
    `]}],${compactJson(rest(host)).slice(1)}\n`,
  ];
}

const stigUuid = ({ benchmark }: Stig): string => uuidOf('stig', STIG_ID, benchmark.version);

const stigHead = (stig: Stig, size: number) => ({
  stig_name: stig.benchmark.title,
  display_name: 'Kubernetes',
  stig_id: STIG_ID,
  release_info: releaseInfo(stig),
  version: stig.version,
  uuid: stigUuid(stig),
  reference_identifier: TARGET_KEY,
  size,
});

function rest(host: AssessedHost) {
  return {
    active: true,
    mode: 2,
    has_path: false,
    target_data: {
      target_type: 'Computing',
      host_name: host.name,
      ip_address: host.address ?? '',
      mac_address: '',
      fqdn: '',
      comments: '',
      role: roleOf(host),
      is_web_database: false,
      technology_area: '',
      web_db_site: '',
      web_db_instance: '',
      classification: null,
    },
    cklb_version: '1.0',
  };
}
