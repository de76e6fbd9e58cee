import type { AssessedHost, Assessment } from '../../domain/assessment.ts';
import { cklData, cklVulnerability } from './checklist/ckl-vulnerability.ts';
import { mergeCkl } from './checklist/merge-ckl.ts';
import { releaseInfo, roleOf, STIG_ID, type Stig, type StigControl, stigOf, TARGET_KEY } from './checklist/stig.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { hostResults, ofResults } from './host-results.ts';
import { hostFileNames } from './file-names.ts';
import { uuidOf } from './uuid.ts';
import { element, renderXml, type RenderedXml, type XmlElement, xmlLines } from './xml.ts';

/** A checklist of STIG Viewer 2 for each host: elements and their order as it writes them. */
export const cklFormat: AssessmentFormat = {
  name: 'ckl',
  purpose: 'checklists of STIG Viewer 2, one a host',
  extensions: ['.ckl'],
  holds: ['stig'],
  files,
  merge: mergeCkl,
};

function* files(assessment: Assessment): Iterable<ReportFile> {
  const stig = stigOf(assessment);
  if (stig === null) return;
  const look = hostResults(assessment);
  const names = hostFileNames(assessment);
  const data = new Map(stig.controls.map((control) => [control, cklData(stig, control)]));
  const vulnerability = ofResults((control: StigControl, result) =>
    renderXml([cklVulnerability(assessment.header, data.get(control) ?? null, result)], 3),
  );
  for (const host of assessment.scope.hosts) {
    const found = stig.controls.map((control) => vulnerability(control, look(control, host)));
    yield { of: names.get(host.name) ?? null, parts: xmlLines(checklist(stig, host, found)) };
  }
}

const checklist = (stig: Stig, host: AssessedHost, vulnerabilities: readonly RenderedXml[]): XmlElement =>
  element('CHECKLIST', {}, assetOf(host), element('STIGS', {}, element('iSTIG', {}, infoOf(stig), ...vulnerabilities)));

const assetOf = (host: AssessedHost): XmlElement =>
  element(
    'ASSET',
    {},
    element('ROLE', {}, roleOf(host)),
    element('ASSET_TYPE', {}, 'Computing'),
    element('MARKING', {}),
    element('HOST_NAME', {}, host.name),
    element('HOST_IP', {}, host.address ?? ''),
    element('HOST_MAC', {}),
    element('HOST_FQDN', {}),
    element('TARGET_COMMENT', {}),
    element('TECH_AREA', {}),
    element('TARGET_KEY', {}, TARGET_KEY),
    element('WEB_OR_DATABASE', {}, 'false'),
    element('WEB_DB_SITE', {}),
    element('WEB_DB_INSTANCE', {}),
  );

const infoOf = (stig: Stig): XmlElement =>
  element(
    'STIG_INFO',
    {},
    ...[
      ['version', stig.version],
      ['classification', 'UNCLASSIFIED'],
      ['customname'],
      ['stigid', STIG_ID],
      ['description'],
      ['filename'],
      ['releaseinfo', releaseInfo(stig)],
      ['title', stig.benchmark.title],
      ['uuid', uuidOf('stig', STIG_ID, stig.benchmark.version)],
      ['notice'],
      ['source'],
    ].map(([name = '', value]) =>
      element(
        'SI_DATA',
        {},
        element('SID_NAME', {}, name),
        value === undefined ? null : element('SID_DATA', {}, value),
      ),
    ),
  );
