import type { DraftHost, HostVars, ProjectDraft } from './draft.ts';
import { modeline } from '../../domain/modeline.ts';
import { controlPlane, workers } from './draft.ts';

/** The inventory of a new project. What all hosts have in common stands once. */
export function inventoryText(draft: ProjectDraft): string {
  const [controlPlanes, workerHosts] = [draft.controlPlanes.map(fromInventory), draft.workers.map(fromInventory)];
  const hosts = [...controlPlanes, ...workerHosts];
  const common = commonVars(hosts);
  const group = (name: string, members: readonly DraftHost[]): readonly string[] =>
    section(
      name,
      members.map((host) => hostLine(host, common)),
    );
  return lines([
    modeline('inventory', '../schemas'),
    `# Written by \`bulwark init\` from ${oneLine(draft.origin)}. Yours to edit.`,
    '# The groups control_plane and workers are what the playbooks ask for.',
    'all:',
    '  vars:',
    ...[...common].map(([name, value]) => `    ${name}: ${yamlWord(value)}`),
    '    # Hosts with the same name here share a lock: one run at a time touches their control planes.',
    `    cluster_name: ${yamlWord(draft.cluster)}`,
    '  children:',
    ...group(controlPlane, controlPlanes),
    ...group(workers, workerHosts),
    ...[...draft.groups].flatMap(([name, members]) =>
      section(
        name,
        members.map((host) => `${yamlWord(host)}:`),
      ),
    ),
  ]);
}

/** Text that any YAML reader takes as this value: in quotes unless it is plainly a word, a path or an IPv4 address. */
export function yamlWord(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = /^(?:\.\.\/)?[A-Za-z~/][\w./~-]*$/.test(value) || /^(?:\d{1,3}\.){3}\d{1,3}$/.test(value);
  return isPlain && !/^(?:y|n|yes|no|on|off|true|false|null|~)$/i.test(value) ? value : quoted(value);
}

/** JSON is YAML but for characters that YAML wants escaped. */
const quoted = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** Relative key files are relative to the folder of the inventory. */
function fromInventory({ name, vars }: DraftHost): DraftHost {
  const key = vars.get(KEY_FILE);
  const isRelative = typeof key === 'string' && !/^[~/]/.test(key);
  return { name, vars: isRelative ? new Map([...vars, [KEY_FILE, `../${key}`]]) : vars };
}

const KEY_FILE = 'ansible_ssh_private_key_file';

/** Of how to reach them, what every host has with the same value. */
function commonVars(hosts: readonly DraftHost[]): HostVars {
  const [first] = hosts;
  const shared = [...(first?.vars ?? [])].filter(
    ([name, value]) => SHARED.has(name) && hosts.every(({ vars }) => vars.get(name) === value),
  );
  return new Map(shared);
}

const SHARED: ReadonlySet<string> = new Set(['ansible_user', 'ansible_port', KEY_FILE]);

function hostLine({ name, vars }: DraftHost, common: HostVars): string {
  const own = [...vars].filter(([key]) => !common.has(key)).map(([key, value]) => `${key}: ${yamlWord(value)}`);
  return own.length === 0 ? `${yamlWord(name)}:` : `${yamlWord(name)}: { ${own.join(', ')} }`;
}

const section = (name: string, entries: readonly string[]): readonly string[] => [
  `    ${yamlWord(name)}:`,
  ...(entries.length === 0 ? ['      hosts: {}'] : ['      hosts:', ...entries.map((entry) => `        ${entry}`)]),
];

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

const oneLine = (text: string): string => text.replaceAll(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, ' ');
