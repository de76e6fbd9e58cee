import { addressOf, privateKeyFile, temporaryFile } from './lab.ts';

/** Variables of one host, beside those that the lab's hosts need anyway. */
type HostVars = Readonly<Record<string, string | number | boolean>>;

/** A host of the lab under its own name or another: `{ twin: { of: 'worker-1' } }`. */
export type Entry = { readonly of?: string; readonly vars?: HostVars };

/** Path of an inventory with these hosts, in the group that their names ask for: cp-… and worker-…; others in workers. */
export function inventoryOf(hosts: Readonly<Record<string, Entry>>): string {
  const entry = ([name, { of = name, vars }]: [string, Entry]): [string, HostVars] => [
    name,
    { ansible_host: addressOf(of), ...vars },
  ];
  const group = (controlPlane: boolean): { hosts: Readonly<Record<string, HostVars>> } => ({
    hosts: Object.fromEntries(
      Object.entries(hosts)
        .filter(([name]) => name.startsWith('cp-') === controlPlane)
        .map(entry),
    ),
  });
  const vars = { ansible_user: 'ubuntu', ansible_ssh_private_key_file: privateKeyFile, cluster_name: 'lab' };
  return temporaryFile(
    'inventory.yaml',
    JSON.stringify({ all: { vars, children: { control_plane: group(true), workers: group(false) } } }),
  );
}

/** Path of a playbook with one play of these tasks (YAML, from column 0) as root on all hosts. */
export function playbookOf(tasks: string, play = ''): string {
  const indented = tasks.trim().replaceAll(/^(?=.)/gm, '    ');
  return temporaryFile(
    'playbook.yaml',
    `- name: Faults\n  hosts: all\n  become: true\n${play.replaceAll(/^(?=.)/gm, '  ')}  tasks:\n${indented}\n`,
  );
}
