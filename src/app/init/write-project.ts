import { foldNodes } from '../../domain/node-set.ts';
import { count } from '../../domain/count.ts';
import { parseInventory } from '../../inventory/parse-inventory.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { ProjectFile } from '../desk.ts';
import type { InitContext, LearnedKeys, ProjectDraft } from './draft.ts';
import { inventoryPath, projectFiles } from './project-files.ts';

/** Writes what is not there yet, pins the keys, and says what to do next. */
export function writeProject(draft: ProjectDraft, { pins, untrusted }: LearnedKeys, context: InitContext): ExitCode {
  const { ports, log, config } = context;
  const files = projectFiles(draft, pins, ports.project.shipped);
  const inventory = parseInventory([inventoryPath(draft)], inMemory(files), null);
  if (!inventory.ok) return log.refuse(inventory.diagnostics);
  const kept = ports.project.write(files);
  const knownHosts = kept.includes('bulwark.yaml') ? (config.knownHosts ?? 'known_hosts') : 'known_hosts';
  const conflicts =
    kept.includes('known_hosts') || knownHosts !== 'known_hosts' ? ports.hostKeys.pin(knownHosts, pins) : [];
  ports.desk.print({ kind: 'lines', lines: [''] });
  ports.desk.print({ kind: 'written', files: about(draft, files, kept), kept });
  for (const { name } of conflicts)
    ports.desk.print({ kind: 'lines', lines: [`${name} has another key in ${knownHosts}; it was not replaced`] });
  ports.desk.print({ kind: 'lines', lines: [''] });
  ports.desk.print({ kind: 'next', commands: nextCommands(draft, untrusted, kept, context) });
  return 0;
}

function about(draft: ProjectDraft, files: readonly ProjectFile[], kept: readonly string[]) {
  const hosts = draft.controlPlanes.length + draft.workers.length;
  const words = new Map([
    ['bulwark.yaml', 'which inventory, playbook and host keys'],
    [inventoryPath(draft), `${count(hosts, 'host')}, groups control_plane and workers`],
    ['inventory/group_vars/all.yaml', 'every value of the guide, explained'],
  ]);
  const written = files.filter(({ path }) => !kept.includes(path));
  const isIn = (folder: string, { path }: ProjectFile): boolean => path.startsWith(folder);
  return [
    ...written
      .filter((file) => !folders.some(([folder]) => isIn(folder, file)))
      .map(({ path }) => ({ path, about: words.get(path) ?? null })),
    ...folders
      .filter(([folder]) => written.some((file) => isIn(folder, file)))
      .map(([path, what]) => ({ path, about: what })),
  ];
}

/** Told as one. */
const folders = [
  ['tasks/', 'the steps that the playbooks share'],
  ['schemas/', 'what these files may say, for editors'],
] as const;

function nextCommands(
  draft: ProjectDraft,
  untrusted: readonly string[],
  kept: readonly string[],
  { config }: InitContext,
): readonly (readonly [string, string])[] {
  const isOther = kept.includes('bulwark.yaml');
  const options = [
    ...(isOther ? [` -i ${inventoryPath(draft)}`] : []),
    ...(isOther && config.knownHosts === null ? [' --known-hosts known_hosts'] : []),
  ].join('');
  const password = draft.withPassword ? ' -K' : '';
  const playbook = isOther && config.playbook === null ? ' hardening.yaml' : '';
  const all = untrusted.length === draft.controlPlanes.length + draft.workers.length;
  const pattern = all ? '' : ` ${foldNodes(untrusted)}`;
  return [
    ...(untrusted.length === 0
      ? []
      : [[`bulwark hostkeys scan${pattern}${options}`, 'keys that are not trusted yet'] as const]),
    [`bulwark facts${options}${password}`, 'log in everywhere, change nothing'],
    [`bulwark plan${playbook}${options}${password}`, 'what hardening would change'],
  ];
}

/** The project as it will be, to be read before it is written. */
function inMemory(files: readonly ProjectFile[]) {
  const text = (path: string): string | undefined => files.find((file) => file.path === path)?.text;
  return {
    read: (path: string) => (text(path) === undefined ? null : new TextEncoder().encode(text(path))),
    list: (folder: string) => (folder === 'inventory/group_vars' ? ['all.yaml'] : null),
    isFile: (path: string) => text(path) !== undefined,
    isFolder: () => false,
    textOf: text,
  };
}
