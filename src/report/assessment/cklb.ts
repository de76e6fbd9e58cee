import type { AssessedHost, Assessment } from '../../domain/assessment.ts';
import { cklbRule } from './checklist/cklb-rule.ts';
import { mergeCklb } from './checklist/merge-cklb.ts';
import { releaseInfo, roleOf, STIG_ID, type Stig, stigOf, TARGET_KEY } from './checklist/stig.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hostResults, type HostResults } from './host-results.ts';
import { compactJson } from './json-text.ts';
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
  for (const host of assessment.scope.hosts) {
    yield { of: names.get(host.name) ?? null, text: compactJson(checklist(assessment, stig, host, look)) };
  }
}

function checklist({ header }: Assessment, stig: Stig, host: AssessedHost, look: HostResults) {
  const stigUuid = uuidOf('stig', STIG_ID, stig.benchmark.version);
  const rules = stig.controls.map((control) => cklbRule(header, stigUuid, control, host, look(control, host)));
  return {
    title: `${host.name} ${STIG_ID} ${stig.benchmark.version}`,
    id: uuidOf('checklist', host.cluster, host.name),
    stigs: [
      {
        stig_name: stig.benchmark.title,
        display_name: 'Kubernetes',
        stig_id: STIG_ID,
        release_info: releaseInfo(stig),
        version: stig.version,
        uuid: stigUuid,
        reference_identifier: TARGET_KEY,
        size: rules.length,
        rules,
      },
    ],
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
