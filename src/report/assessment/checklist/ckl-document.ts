import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';

import { parsed, type Parsed, refused } from '../../../domain/diagnostic.ts';
import type { EarlierFile } from '../format.ts';
import { unreadable, withoutStig } from './faults.ts';
import { STIG_ID } from './stig.ts';

/** An element, with where it stands in the text. */
export type Placed = XmlElement;

/** What is to be changed in a checklist of STIG Viewer 2. */
export interface CklDocument {
  readonly hostName: { readonly text: string; readonly offset: number };
  readonly stig: Placed;
  readonly vulnerabilities: readonly CklVulnerability[];
}

export interface CklVulnerability {
  /** `V-242387`. */
  readonly id: string;
  readonly status: Placed;
  readonly details: Placed;
}

/** Refuses what is no checklist of the Kubernetes STIG. */
export function readCkl(earlier: EarlierFile): Parsed<CklDocument> {
  const root = rootOf(earlier);
  if (!root.ok) return root;
  const name = find(root.value, ['ASSET', 'HOST_NAME']);
  const stigs = children(find(root.value, ['STIGS']), 'iSTIG');
  const stig = stigs.find((one) => infoOf(one, 'stigid').replace(/^.*_benchmark_/, '') === STIG_ID);
  if (stig === undefined) return refused(withoutStig(earlier, root.value.start));
  const vulnerabilities: CklVulnerability[] = [];
  for (const element of children(stig, 'VULN')) {
    const status = find(element, ['STATUS']);
    const details = find(element, ['FINDING_DETAILS']);
    if (status === null || details === null) {
      const why = 'this VULN has no STATUS or no FINDING_DETAILS';
      return refused(unreadable(earlier, element.start, why));
    }
    vulnerabilities.push({ id: dataOf(element, 'Vuln_Num'), status, details });
  }
  const offset = (name ?? root.value).start;
  return parsed({ hostName: { text: name?.text ?? '', offset }, stig, vulnerabilities });
}

function rootOf(earlier: EarlierFile): Parsed<Placed> {
  try {
    const { root } = parseXml(earlier.text, { includeOffsets: true });
    if (root?.name === 'CHECKLIST') return parsed(root);
    return refused(unreadable(earlier, root?.start ?? 0, `its root is ${root?.name ?? 'missing'}, not CHECKLIST`));
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return refused(unreadable(earlier, error.pos, error.message.split('\n')[0]?.replace(/ \(line.*$/, '') ?? ''));
  }
}

const children = (parent: Placed | null, name: string): readonly Placed[] =>
  (parent?.children ?? []).filter((child) => child instanceof XmlElement).filter((child) => child.name === name);

function find(parent: Placed, path: readonly string[]): Placed | null {
  let found: Placed | null = parent;
  for (const name of path) found = children(found, name)[0] ?? null;
  return found;
}

const infoOf = (stig: Placed, name: string): string =>
  children(find(stig, ['STIG_INFO']), 'SI_DATA')
    .filter((data) => find(data, ['SID_NAME'])?.text === name)
    .map((data) => find(data, ['SID_DATA'])?.text.trim() ?? '')[0] ?? '';

const dataOf = (vulnerability: Placed, name: string): string =>
  children(vulnerability, 'STIG_DATA')
    .filter((data) => find(data, ['VULN_ATTRIBUTE'])?.text === name)
    .map((data) => find(data, ['ATTRIBUTE_DATA'])?.text.trim() ?? '')[0] ?? '';
