/** What the errors of this folder mean, by code. */
export const appCodes = {
  'become-password':
    "There is no terminal to ask for sudo's password on. Give --become-password-file, or set BULWARK_BECOME_PASSWORD.",
  'become-password-file': "The file with sudo's password is missing, or others may read it: chmod 600.",
  'config-writable': 'Others may write bulwark.yaml, which decides what is changed where: chmod go-w.',
  'connection-variable':
    'A variable that says how to reach a host (ansible_host, ansible_port, ...) has a value that cannot be used.',
  'extra-vars': '-e takes k=v, a YAML or JSON mapping, or @file.',
  'host-key-variable':
    'A variable that would switch the check of host keys off in Ansible. Host keys are always checked.',
  'no-inventory': 'Nobody says which inventory: give -i FILE, or `inventory:` in bulwark.yaml.',
  'no-playbook': 'Nobody says which playbook: name it as the argument, or give `playbook:` in bulwark.yaml.',
  'unknown-variable': 'Nobody sets the variable for that host. `bulwark inventory why HOST` shows what is set.',
  'unknown-word': '`explain` does not know the word. The message has near ones.',
} as const;
