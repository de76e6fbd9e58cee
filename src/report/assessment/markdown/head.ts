import type { AssessedHost, Assessment, Source } from '../../../domain/assessment.ts';
import { count } from '../../../domain/count.ts';
import { markdownTable, markdownText } from '../markdown-text.ts';

/** The verdict first, and whether all could be seen. */
export function headSection({ header, scope, controls, causes }: Assessment): readonly string[] {
  const failing = controls.filter(({ status }) => status === 'fail').length;
  const verdict = `${failing} of ${count(controls.length, 'control')} fail, from ${count(causes.length, 'cause')}.`;
  const seen = scope.hosts.filter(({ reached }) => reached).length;
  return [
    '# Assessment',
    '',
    ...(scope.missing.length === 0
      ? []
      : ['**Not fully assessed:**', '', ...scope.missing.map((missing) => `- ${markdownText(missing)}`), '']),
    verdict,
    '',
    `Run ${markdownText(header.run)}, ${header.startedAt} to ${header.finishedAt}, by ${markdownText(header.operator)}; ${seen} of ${count(scope.hosts.length, 'host')} answered. Profile ${markdownText(header.profile)}${header.chosen === null ? '' : `: ${markdownText(header.chosen)}`}.`,
    '',
  ];
}

/** Which machines, and from which files it was judged. */
export const scopeSection = ({ header, scope }: Assessment): readonly string[] => [
  '## What was looked at',
  '',
  ...markdownTable(['host', 'cluster', 'role', 'Kubernetes', 'system', 'looked at', 'clock'], scope.hosts.map(hostRow)),
  ...list('Left out by the limit', scope.notSelected),
  ...list('In the cluster and not in the inventory', scope.notInInventory),
  ...markdownTable(
    ['source', 'file', 'SHA-256'],
    [
      ...sourceRows(`catalogue ${header.catalogue.version}`, [header.catalogue]),
      ...sourceRows('playbook', header.playbooks),
      ...sourceRows('inventory', header.inventory),
      ...sourceRows('waivers', header.waivers),
    ],
  ),
  `${markdownText(`${header.tool.name} ${header.tool.version}`)}${gitWords(header.git)}.`,
  '',
];

const hostRow = ({ name, cluster, role, reached, version, revision, os, clockSkew, at }: AssessedHost) => [
  markdownText(name),
  markdownText(cluster),
  role ?? 'not known',
  version === null ? '' : markdownText(revision === null ? version : `${version} (${revision})`),
  os === null ? '' : markdownText(os),
  reached ? (at ?? '') : '**not reached**',
  clockSkew === null ? '' : `${clockSkew > 0 ? '+' : ''}${clockSkew.toFixed(1)} s`,
];

const list = (title: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${title}: ${names.map(markdownText).join(', ')}.`, ''];

const sourceRows = (what: string, sources: readonly Source[]): readonly (readonly string[])[] =>
  sources.map(({ path, digest }) => [markdownText(what), markdownText(path), digest]);

const gitWords = (git: Assessment['header']['git']): string =>
  git === null
    ? ''
    : `, git ${markdownText(git.commit)} ${git.clean ? 'clean' : 'with changes that are not committed'}`;
