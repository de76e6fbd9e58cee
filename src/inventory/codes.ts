/** What the errors and warnings of this folder mean, by code. */
export const inventoryCodes = {
  'empty-host-pattern': 'A pattern without a name in it. `all` stands for every host.',
  'group-cycle':
    'Groups contain each other in a circle, so that no order of their variables exists. Take one out of `children`.',
  'group-is-host': 'A host and a group have the same name: a pattern could not tell which is meant. Rename one.',
  'group-name': 'A group has a name that no pattern could say. Letters, digits and _ are fine.',
  'host-name':
    'A host has a name that no pattern could say. Letters, digits, dots, - and _ are fine; a port goes into ansible_port.',
  'host-pattern': 'A part of a host pattern that cannot be read, such as a regular expression with an open bracket.',
  'host-range': 'A range in a host name that cannot be read. `worker-[1:3]` and `worker-[01:12]` can.',
  'ini-line':
    'A line of an INI inventory that says nothing Ansible would understand. The hint shows what stands there.',
  'ini-section':
    'A head of a section in an INI inventory that is none: [group], [group:children] and [group:vars] are.',
  'inventory-empty': 'The inventory file holds nothing.',
  'inventory-file': 'The inventory is a pipe, a socket or a device: reading it may never end. Save it in a file.',
  'inventory-format':
    'An inventory of a kind that is not read: TOML, or the configuration of an inventory plugin; or INI in a file that is named .yaml. Convert or rename it.',
  'inventory-program':
    'An inventory that is a program did not print what was wanted. The message has what it wrote to standard error.',
  'inventory-missing': 'There is no file or folder of the name that -i or bulwark.yaml gives.',
  'unknown-group':
    'An INI inventory uses a group that no section declares. As a warning: a file in group_vars is named after no group of the inventory, so it is not read.',
  'unknown-host':
    'A name that is no host of the inventory. As a warning: a file in host_vars is named after no host, so it is not read.',
  'unknown-host-pattern':
    'A name in a pattern (hosts: or -l) that is neither host nor group. The message has near names.',
  'variable-name': 'A variable has a name that no expression can use. Letters, digits and _, no digit first.',
  'vars-file': 'What stands in group_vars or host_vars is a pipe, a socket or a device, so that it cannot be read.',
  'vars-file-ignored':
    'A warning: two files for the same group or host, such as all.yml and all.yaml. Only the first is read.',
} as const;
