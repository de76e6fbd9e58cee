import type { AssessedHost, Assessment } from '../../../domain/assessment.ts';
import { parsed, type Parsed } from '../../../domain/diagnostic.ts';
import type { EarlierFile, ReportFile } from '../format.ts';
import { type HostResults, resultsOn } from '../host-results.ts';
import { hostFileName } from '../file-names.ts';
import { escapeMarkup, renderXml } from '../xml.ts';
import { type CklDocument, readCkl } from './ckl-document.ts';
import { cklData, cklVulnerability } from './ckl-vulnerability.ts';
import { hostOf } from './faults.ts';
import { mergedReview } from './merged.ts';
import { type Stig, stigOf } from './stig.ts';

/**
 * Only status and finding details are replaced, in the text itself: comments, overrides, other STIGs and DISA's own
 * texts stay byte for byte. A vulnerability that the checklist lacks is added at its end.
 */
export function mergeCkl(assessment: Assessment, earlier: EarlierFile): Parsed<readonly ReportFile[]> {
  const document = readCkl(earlier);
  if (!document.ok) return document;
  const { text: name, offset } = document.value.hostName;
  const host = hostOf(assessment, earlier, name, offset);
  if (!host.ok) return host;
  const stig = stigOf(assessment);
  const edits = stig === null ? [] : editsOf(assessment, stig, document.value, host.value);
  return parsed([{ of: hostFileName(assessment, host.value), parts: edited(earlier.text, edits) }]);
}

/** What stands from `start` to `end` becomes `text`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function editsOf(assessment: Assessment, stig: Stig, document: CklDocument, host: AssessedHost): readonly Edit[] {
  const look = resultsOn(assessment);
  const controls = new Map(stig.controls.map((control) => [control.id, control]));
  const changes = document.vulnerabilities.flatMap(({ id, status, details }) => {
    const control = controls.get(id);
    if (control === undefined) return [];
    const earlier = { status: status.text.trim(), details: details.text };
    const review = mergedReview(assessment.header, look(control, host), earlier);
    return [
      { start: status.start, end: status.end, text: `<STATUS>${review.status}</STATUS>` },
      {
        start: details.start,
        end: details.end,
        text: `<FINDING_DETAILS>${escapeMarkup(review.details)}</FINDING_DETAILS>`,
      },
    ];
  });
  return [...changes, ...additions(assessment, stig, document, host, look)];
}

function additions(
  { header }: Assessment,
  stig: Stig,
  document: CklDocument,
  host: AssessedHost,
  look: HostResults,
): readonly Edit[] {
  const known = new Set(document.vulnerabilities.map(({ id }) => id));
  const missing = stig.controls.filter(({ id }) => !known.has(id));
  if (missing.length === 0) return [];
  const added = missing.map((control) => cklVulnerability(header, cklData(stig, control), look(control, host)));
  // STIG_INFO is always in it, so the part has an end tag: `readCkl` found its id there.
  const end = document.stig.children.at(-1)?.end ?? document.stig.start;
  return [{ start: end, end, text: `\n${renderXml(added, 3).lines.join('\n')}\n` }];
}

function edited(text: string, edits: readonly Edit[]): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  return [...parts, text.slice(from)];
}
