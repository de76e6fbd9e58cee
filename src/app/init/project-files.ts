import type { Pin } from '../../domain/host-key.ts';
import { modeline } from '../../domain/modeline.ts';
import type { ProjectFile } from '../desk.ts';
import type { ProjectDraft } from './draft.ts';
import { modules } from '../../modules/index.ts';
import { projectSchemaFiles } from '../editor-schemas.ts';
import { inventoryText } from './inventory-text.ts';

/**
 * Every file of a new project. The playbooks are copies (decision 0016), and the schemas lie beside what they are for
 * (0039). `shipped` reads what comes with Bulwark.
 */
export function projectFiles(
  draft: ProjectDraft,
  pins: readonly Pin[],
  shipped: (path: string) => string,
): readonly ProjectFile[] {
  return [
    { path: 'bulwark.yaml', text: configText(draft) },
    { path: inventoryPath(draft), text: inventoryText(draft) },
    { path: 'inventory/group_vars/all.yaml', text: inProject(shipped('inventory/group_vars/all.yaml')) },
    ...playbooks.map((path) => ({ path, text: inProject(shipped(`playbooks/${path}`)) })),
    ...taskFiles
      .map((name) => `tasks/${name}.yaml`)
      .map((path) => ({ path, text: inProject(shipped(`playbooks/${path}`)) })),
    { path: 'templates/eventconfig.yaml.j2', text: shipped('playbooks/templates/eventconfig.yaml.j2') },
    ...projectSchemaFiles(modules),
    { path: 'known_hosts', text: knownHostsText(pins) },
    { path: '.gitignore', text: IGNORED },
  ];
}

const playbooks = ['hardening.yaml', 'cis.yaml', 'stig.yaml', 'reapply.yaml', 'guard.yaml', 'encryption.yaml'];

/** What the playbooks import: a requirement that several of them have is written once. */
const taskFiles = [
  'benchmarks-control-plane',
  'benchmarks-kubelet',
  'cis-control-plane',
  'cis-looks',
  'cis-nodes',
  'control-plane',
  'datastore',
  'encryption-backup',
  'encryption-checks',
  'encryption-end',
  'encryption-first-pass',
  'encryption-key',
  'encryption-looks',
  'encryption-second-pass',
  'encryption-secrets',
  'encryption-vars',
  'files-control-plane',
  'files-nodes',
  'handlers-benchmarks',
  'handlers-control-plane',
  'handlers-encryption',
  'handlers-etcd',
  'handlers-workers',
  'kernel',
  'kubelet',
  'kubelet-unit',
  'services',
  'stig-control-plane',
  'stig-looks',
  'stig-nodes',
];

export const inventoryPath = ({ cluster }: Pick<ProjectDraft, 'cluster'>): string => `inventory/${cluster}.yaml`;

const configText = (draft: ProjectDraft): string => `${modeline('bulwark', 'schemas')}
# What \`bulwark\` works with in this folder and below it. Options win; paths are relative to this file.
inventory: ${inventoryPath(draft)}
playbook: hardening.yaml
# Host keys that are trusted, besides those of ~/.ssh/known_hosts; \`bulwark hostkeys\` looks after it.
known_hosts: known_hosts
# Hosts in work at once.
# forks: 50
`;

const knownHostsText = (pins: readonly Pin[]): string =>
  `# Host keys of the machines of this project. bulwark hostkeys scan adds, verify compares, forget takes out.
${pins.map(({ id, key }) => `${id} ${key.type} ${key.blob}\n`).join('')}`;

const IGNORED = `# Plans are of one moment; keys and passwords belong nowhere near a repository.
*.plan
*.pem
*.key
id_*
*password*
`;

const ofTheFolder = new RegExp(`playbooks/(${playbooks.join('|').replaceAll('.', String.raw`\.`)})`, 'g');

/** A shipped file speaks of the folders of Bulwark; in a project the commands need no arguments. */
const inProject = (text: string): string =>
  text
    .replaceAll(/( *bulwark (?:plan|apply)) +playbooks\/hardening\.yaml -i \S+/g, '$1')
    .replace('$schema=../schemas/', '$schema=schemas/')
    .replaceAll(' -i inventory/example.yaml', '')
    .replaceAll(ofTheFolder, '$1')
    .replaceAll(
      / and docs\/hardening\.md| What each way covers: docs\/guard\.md| The guide: docs\/encryption\.md/g,
      '',
    );
