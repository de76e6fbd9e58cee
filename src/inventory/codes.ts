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
  'inventory-empty': 'The inventory file holds nothing.',
  'inventory-format': 'An INI inventory. Convert it: ansible-inventory -i FILE --list --yaml --output hosts.yaml',
  'inventory-missing': 'There is no file or folder of the name that -i or bulwark.yaml gives.',
  'unknown-group': 'A warning: a file in group_vars is named after no group of the inventory, so it is not read.',
  'unknown-host':
    'A name that is no host of the inventory. As a warning: a file in host_vars is named after no host, so it is not read.',
  'unknown-host-pattern':
    'A name in a pattern (hosts: or -l) that is neither host nor group. The message has near names.',
  'variable-name': 'A variable has a name that no expression can use. Letters, digits and _, no digit first.',
  'vars-file-ignored':
    'A warning: two files for the same group or host, such as all.yml and all.yaml. Only the first is read.',
} as const;
