/** How a pattern says which hosts: `hosts:` of a play, -l, and the PATTERN of commands. */
export const patternWords: Readonly<Record<string, string>> = {
  pattern:
    'Names of hosts and groups joined by commas, with signs: control_plane,workers:!worker-3. `all` is every host. Unions come first, then intersections, then exclusions, wherever they stand. Signs: , : ! & * ? [ ] ~ @',
  ',': 'Joins terms: hosts of either. A colon does the same: cp-1,workers.',
  ':': 'Joins terms, as a comma does: control_plane:workers. Inside [ ] it is a slice.',
  '!': 'Takes hosts away: workers:!worker-3. Quote it for the shell.',
  '&': 'Keeps only hosts of both: workers:&staging. Quote it for the shell.',
  '*': 'Stands for any letters in a name: worker-*. Quote it for the shell.',
  '?': 'Stands for one letter in a name: worker-?.',
  '[]': 'Behind a group a place or a slice of its hosts, counted from 0: control_plane[0], workers[1:] (the end included). In a name a set: cp-[1-3], as outputs print it and -l takes it back.',
  '@': 'Begins a file of names, one a line, in -l: -l @failed.txt. Blank lines and lines with # are left out.',
  '~': "Begins a regular expression, in Python's dialect, anchored at the start of the name: ~worker-[0-9]+$.",
};

/** Variables that say how to reach a host, and what it belongs to. */
export const connectionWords: Readonly<Record<string, string>> = {
  ansible_host: 'The address of a host, where its name is none.',
  ansible_port: 'The port of sshd. Default 22.',
  ansible_user: 'The login user. Stronger than -u.',
  ansible_ssh_private_key_file:
    'The key to log in with, relative to the inventory. Without it the agent and the usual keys are tried.',
  ansible_connection: 'ssh (default), or local: this machine, without SSH.',
  ansible_become: 'true: tasks of the host run as root, where the playbook does not say.',
  ansible_become_user: 'Whom to become, where the playbook does not say. Default root.',
  ansible_become_password: "sudo's password. Better: -K, --become-password-file or BULWARK_BECOME_PASSWORD.",
  ansible_group_priority: 'Among groups of one depth, the variables of the one with the higher number win. Default 1.',
  cluster_name:
    'Hosts with the same name here are one cluster: they share a lock, and control planes take turns. Default: the name of the inventory file.',
};
