import type { Assessment, ControlOnHost } from '../../../domain/assessment.ts';
import { markdownTable, markdownText } from '../markdown-text.ts';

/** Expired and unused ones, too: somebody has to clean up. */
export const waiversSection = ({ waivers }: Assessment): readonly string[] =>
  waivers.length === 0
    ? []
    : [
        '## Waivers and attestations',
        '',
        ...markdownTable(
          ['control', 'hosts', 'kind', 'state', 'until', 'owner', 'approved by', 'reason', 'instead', 'where'],
          waivers.map((waiver) => [
            markdownText(waiver.control),
            waiver.hosts.map(markdownText).join(', '),
            waiver.kind,
            waiver.state.replace('-', ' '),
            markdownText(waiver.expires),
            markdownText(waiver.owner),
            markdownText(waiver.approvedBy),
            markdownText(waiver.reason),
            markdownText(waiver.compensatingControl ?? ''),
            markdownText(waiver.where),
          ]),
        ),
      ];

/** What hosts of one role do not have alike. */
export const differencesSection = ({ differences }: Assessment): readonly string[] =>
  differences.length === 0
    ? []
    : [
        '## Differences between hosts of one role',
        '',
        ...markdownTable(
          ['role', 'what', 'value', 'hosts'],
          differences.flatMap(({ role, what, values }) =>
            values.map(({ value, hosts }) => [
              role,
              markdownText(what),
              value === null ? 'unset' : markdownText(value),
              hosts.map(markdownText).join(', '),
            ]),
          ),
        ),
      ];

export const sinceSection = ({ since }: Assessment): readonly string[] =>
  since === null
    ? []
    : [
        `## Since ${markdownText(since.run)} (${markdownText(since.at)})`,
        '',
        ...items('New', since.new),
        ...items('Settled', since.settled),
        '',
      ];

const items = (title: string, pairs: readonly ControlOnHost[]): readonly string[] => [
  `- ${title}: ${pairs.length === 0 ? 'none' : pairs.map(({ control, host }) => markdownText(`${control} on ${host}`)).join(', ')}`,
];
