import type { Assessment, Source } from '../../domain/assessment.ts';
import type { AssessmentFormat } from './format.ts';
import { jsonParts } from './json-text.ts';
import { inventoryItems } from './oscal/inventory.ts';
import { findings, observations } from './oscal/findings.ts';
import { risks } from './oscal/risks.ts';
import { oscalIds } from './oscal/ids.ts';
import { prop, word } from './oscal/words.ts';

const OSCAL_VERSION = '1.1.2';

/** OSCAL assessment results (NIST), model 1.1. */
export const oscalFormat: AssessmentFormat = {
  name: 'oscal',
  purpose: 'OSCAL 1.1 assessment results, for GRC tools',
  extensions: ['.oscal.json', '.oscal'],
  holds: null,
  files: (assessment) => [{ of: null, parts: jsonParts({ 'assessment-results': results(assessment) }, 5) }],
};

function results(assessment: Assessment) {
  const { header } = assessment;
  const id = oscalIds(assessment);
  return {
    uuid: id('results'),
    metadata: {
      title: `Assessment ${word(header.run)}`,
      'last-modified': header.finishedAt,
      version: word(header.run),
      'oscal-version': OSCAL_VERSION,
      props: [prop('tool', `${header.tool.name} ${header.tool.version}`)],
      roles: [{ id: 'assessor', title: 'Who ran the assessment' }],
      parties: [{ uuid: id('operator'), type: 'person', name: word(header.operator) }],
      'responsible-parties': [{ 'role-id': 'assessor', 'party-uuids': [id('operator')] }],
    },
    'import-ap': { href: `#${id('plan')}`, remarks: 'The playbooks and the catalogue are what was planned.' },
    results: [resultOf(assessment)],
    'back-matter': { resources: resources(assessment) },
  };
}

function resultOf(assessment: Assessment) {
  const { header, scope, controls } = assessment;
  const id = oscalIds(assessment);
  const accepted = risks(assessment);
  const inventory = inventoryItems(assessment);
  return {
    uuid: id('result'),
    title: `Profile ${word(header.profile)}`,
    description: [
      ...scope.missing.map(word),
      'Ids are those of the benchmarks; the words are those of the catalogue.',
    ].join('\n\n'),
    start: header.startedAt,
    end: header.finishedAt,
    props: [
      prop('fully-assessed', String(scope.missing.length === 0)),
      ...(header.git === null
        ? []
        : [prop('git-commit', header.git.commit), prop('git-clean', String(header.git.clean))]),
    ],
    ...(inventory.length === 0 ? {} : { 'local-definitions': { 'inventory-items': inventory } }),
    'reviewed-controls': { 'control-selections': [selection(controls.map((control) => control.id))] },
    ...(controls.some(({ results }) => results.length > 0) ? { observations: observations(assessment) } : {}),
    ...filled('risks', accepted),
    ...filled('findings', findings(assessment)),
  };
}

/** OSCAL's lists have one element at least, or are not there. */
const filled = <T>(name: string, list: readonly T[]): Readonly<Record<string, readonly T[]>> =>
  list.length === 0 ? {} : { [name]: list };

const selection = (ids: readonly string[]) =>
  ids.length === 0 ? { 'include-all': {} } : { 'include-controls': ids.map((id) => ({ 'control-id': id })) };

function resources(assessment: Assessment) {
  const { header } = assessment;
  const id = oscalIds(assessment);
  const files = [header.catalogue, ...header.playbooks, ...header.inventory, ...header.waivers];
  return [
    { uuid: id('plan'), title: 'What it was assessed with', rlinks: files.map(rlink) },
    ...files.map((file, index) => ({ uuid: id('file', String(index)), title: word(file.path), rlinks: [rlink(file)] })),
  ];
}

const rlink = ({ path, digest }: Source) => ({
  href: encodeURI(path.toWellFormed()),
  hashes: [{ algorithm: 'SHA-256', value: digest }],
});
