import type { Assessment } from '../../../domain/assessment.ts';
import { waiverLine } from '../evidence-words.ts';
import { oscalIds } from './ids.ts';
import { prop, word } from './words.ts';

/** What somebody accepted or vouches for, where it covers something. */
export function risks(assessment: Assessment) {
  const used = usedBy(assessment);
  return assessment.waivers.flatMap((waiver, index) => {
    if (!used.has(index)) return [];
    return [
      {
        uuid: riskId(assessment, index),
        title: word(`${waiver.control}: ${waiver.kind}`),
        description: word(waiverLine(waiver)),
        statement: word(waiver.reason),
        status: waiver.kind === 'waiver' ? 'deviation-approved' : 'closed',
        props: [
          prop('owner', waiver.owner),
          prop('approved-by', waiver.approvedBy),
          prop('expires', waiver.expires),
          prop('where', waiver.where),
        ],
      },
    ];
  });
}

export const riskId = (assessment: Assessment, index: number): string => oscalIds(assessment)('risk', String(index));

const usedBy = ({ controls }: Assessment): ReadonlySet<number> =>
  new Set(controls.flatMap(({ results }) => results.flatMap(({ waiver }) => (waiver === null ? [] : [waiver]))));
