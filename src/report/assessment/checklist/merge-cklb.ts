import type { AssessedHost, Assessment } from '../../../domain/assessment.ts';
import { parsed, type Parsed, refused } from '../../../domain/diagnostic.ts';
import type { EarlierFile, ReportFile } from '../format.ts';
import { resultsOn } from '../host-results.ts';
import { compactJson } from '../json-text.ts';
import { hostFileName } from '../file-names.ts';
import { uuidOf } from '../uuid.ts';
import { type CklbDocument, readCklb } from './cklb-document.ts';
import { cklbRule } from './cklb-rule.ts';
import { hostOf, withoutStig } from './faults.ts';
import { mergedReview } from './merged.ts';
import { lowerStatus } from './status.ts';
import { STIG_ID, type Stig, stigOf } from './stig.ts';

/** Status and finding details are replaced, and vulnerabilities added that it lacks; every other value stays. */
export function mergeCklb(assessment: Assessment, earlier: EarlierFile): Parsed<readonly ReportFile[]> {
  const document = readCklb(earlier);
  if (!document.ok) return document;
  const { target_data: target, stigs } = document.value;
  const host = hostOf(assessment, earlier, target.host_name, 0);
  if (!host.ok) return host;
  if (!stigs.some(isOurs)) return refused(withoutStig(earlier, 0));
  const stig = stigOf(assessment);
  const merged = stigs.map((one) =>
    stig === null || !isOurs(one) ? one : mergedStig(assessment, stig, one, host.value),
  );
  return parsed([
    { of: hostFileName(assessment, host.value), parts: [compactJson({ ...document.value, stigs: merged }), '\n'] },
  ]);
}

type CklbStig = CklbDocument['stigs'][number];

const isOurs = ({ stig_id }: CklbStig): boolean => stig_id.replace(/^.*_benchmark_/, '') === STIG_ID;

function mergedStig(assessment: Assessment, stig: Stig, earlier: CklbStig, host: AssessedHost) {
  const look = resultsOn(assessment);
  const controls = new Map(stig.controls.map((control) => [control.id, control]));
  const known = new Set(earlier.rules.map(({ group_id }) => group_id));
  const rules = earlier.rules.map((rule) => {
    const control = controls.get(rule.group_id);
    if (control === undefined) return rule;
    const before = { status: rule.status, details: rule.finding_details ?? '' };
    const { status, details } = mergedReview(assessment.header, look(control, host), before);
    return { ...rule, status: lowerStatus(status), finding_details: details };
  });
  const uuid = earlier.uuid ?? uuidOf('stig', STIG_ID, stig.benchmark.version);
  const added = stig.controls
    .filter(({ id }) => !known.has(id))
    .map((control) => cklbRule(assessment.header, uuid, control, host, look(control, host)));
  return { ...earlier, size: rules.length + added.length, rules: [...rules, ...added] };
}
