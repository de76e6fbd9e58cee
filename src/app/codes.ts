/** What the errors of this folder mean, by code. */
export const appCodes = {
  'age-identity':
    'What age encrypted cannot be opened: there is no identity, it is the wrong one, or others may read its file.',
  'age-recipient': 'Nobody, or nobody that age knows, is named to encrypt for. age-keygen prints a public key: age1...',
  'config-incomplete': 'An entry of bulwark.yaml lacks a key that it cannot do without; the message says which.',
  'config-writable': 'Others may write bulwark.yaml, which decides what is changed where: chmod go-w.',
  'connection-variable':
    'A variable that says how to reach a host (ansible_host, ansible_port, ...) has a value that cannot be used.',
  'extra-vars': '-e takes k=v, a YAML or JSON mapping, or @file.',
  fingerprints: 'A line of --fingerprints that cannot be read. Each has a host and its SHA256:... fingerprint.',
  'fingerprints-missing': 'There is no file of the name that --fingerprints gives.',
  'limit-file': 'The file of -l @FILE cannot be read. It has one name a line: a host, a group or a pattern.',
  'host-key-variable':
    'A variable that would switch the check of host keys off in Ansible. Host keys are always checked.',
  'host-keys-unvouched':
    'New host keys, and nobody who says that they are right. Without a terminal: --fingerprints FILE, or --accept-new.',
  'init-answer': 'An answer that `init` cannot use. The message says what it wants.',
  'init-unanswered':
    '`init` would have to ask, and there is no terminal. Its options give the answers: bulwark help init.',
  'module-broken':
    'A module of your own cannot be loaded, or exports none. `bulwark modules test FILE` tries it alone.',
  'module-law': 'A module of your own breaks a law that every module keeps. docs/modules-of-your-own.md has them.',
  'module-missing': 'bulwark.yaml names a module that is not there: a file (./modules/motd.ts) or a package of npm.',
  'module-name': 'A module of your own has a name that means something already.',
  'module-writable': 'Others may write a file whose code would run in Bulwark: chmod go-w.',
  'no-inventory': 'Nobody says which inventory: give -i FILE, or `inventory:` in bulwark.yaml.',
  'no-password':
    'A password is wanted, and there is no terminal to ask on. A file, a command or an environment variable can give it.',
  'no-playbook': 'Nobody says which playbook: name it as the argument, or give `playbook:` in bulwark.yaml.',
  'no-schedule': 'This user has no schedule of that name: `bulwark schedule list`.',
  'nothing-to-resume': 'Every host of that run was finished, so there is nothing to go on with.',
  'password-command': 'The program that should print a password failed, or printed nothing.',
  'password-file': 'The file with a password is missing or empty, or others may read it: chmod 600.',
  'plan-damaged': 'The plan file was cut or edited, or is of another layout. Plan again.',
  'plan-exists': 'There is a file of that name already, and nothing is ever overwritten.',
  'plan-moved': 'What the plan file was made from is not as it was. Plan again.',
  'plan-secret': 'The plan holds secrets, which are never kept in clear. Encrypt them: -r age1...',
  'plan-unreadable': 'The plan file, or the record beside it, cannot be read.',
  'plan-unsafe': 'Somebody else owns the plan file, or may write it. Make a plan of your own.',
  'plan-unwritable': 'The plan file, or the record beside it, cannot be written.',
  'plan-version': 'The plan file was made by a version of Bulwark that writes another layout. Plan again.',
  'resume-changed': 'A file that the run read is not as it was. A new apply looks at everything anew.',
  'resume-folder': 'The run was started in another folder, where its paths have their meaning.',
  'resume-options': 'An option that `--resume` takes from the run itself. Leave it out.',
  'resume-plan': 'The run applied a plan file. Apply that file again: it knows what is done.',
  'resume-secrets': 'A variable of the run was not recorded, because it may be secret. Give it again with -e.',
  'schedule-address': 'The file that should hold an address for reports is missing, or others may read it: chmod 600.',
  'schedule-file': 'The file of a schedule was cut or edited, or others may write it. Install the schedule again.',
  'schedule-secret': 'A variable of -e may be secret, and a schedule keeps its words in the clear.',
  'schedule-timer': 'Neither systemd nor cron could be told to start the schedule. The message has their words.',
  secrets: '`bulwark secrets` cannot do that with the file. The message says why, and what can be done.',
  'ssh-config': 'ssh cannot make sense of its configuration. The message has its words.',
  'ssh-config-ignored':
    'A warning: a line of ssh_config that only OpenSSH can follow. ansible_connection: openssh does.',
  'ssh-config-loosening':
    'A warning: a line of ssh_config that would loosen the check of host keys. It is not followed; keys are always checked.',
  'ssh-config-unsupported':
    'A line of ssh_config without which the host cannot be reached. ansible_connection: openssh follows it.',
  'unknown-variable': 'Nobody sets the variable for that host. `bulwark inventory why HOST` shows what is set.',
  'unknown-word': '`explain` does not know the word. The message has near ones.',
  'vault-id': 'A --vault-id that cannot be read. prod@prompt, prod@FILE and prod@command:COMMAND can.',
  'no-assessment':
    'Nothing was assessed from this folder yet. `bulwark assess` does, or a file that it wrote is named.',
  'baseline-missing': 'The file of `--baseline` is not there. `bulwark assess -o FILE.json` writes one.',
  'report-format': 'The ending of a file of `assess -o` names no format of assessments.',
  'report-merge': '`--merge` was given for a format that nobody writes into.',
  'report-key':
    'The key of `assess --sign` cannot sign: it is not there, is no key, or has a passphrase and is not in the agent.',
  'report-sign': '`--sign` was given, and no file of `assess -o` is an archive of evidence.',
  'report-unsigned': 'ssh-keygen did not sign the evidence of an assessment, and it was not written.',
  'report-unwritable': 'A report of an assessment cannot be written: the folder is missing, or its owner is another.',
  'waivers-exist':
    'There is a file of waivers already, and nothing is ever overwritten. `bulwark waivers add` adds to it.',
  'waivers-missing': 'bulwark.yaml names a file of waivers that is not there. `bulwark waivers init` makes one.',
  'waivers-writable': 'Others may write the file of waivers, which decides what may be as it should not: chmod go-w.',
} as const;
