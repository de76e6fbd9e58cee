/** One option as the command line knows it; `choices` and the `number` kinds are checked when values are read. */
export interface OptionSpec {
  readonly alias?: string;
  readonly kind: 'flag' | 'text' | 'texts' | 'count' | 'words';
  readonly describe: string;
  readonly group: 'Select' | 'Connect' | 'Secrets' | 'Run' | 'Show';
  /** What stands for the value in `--help`. */
  readonly value?: string;
  readonly choices?: readonly string[];
}

/** Every option of every command, under Ansible's names and letters where Ansible has it. */
export const optionSpecs = {
  inventory: {
    alias: 'i',
    kind: 'texts',
    group: 'Select',
    value: 'FILE',
    describe: 'inventory: file, folder, program or list (cp-1,); may be repeated',
  },
  limit: {
    alias: 'l',
    kind: 'text',
    group: 'Select',
    value: 'PATTERN',
    describe: 'only these of the selected hosts: cp-1,workers:!worker-3',
  },
  tags: {
    alias: 't',
    kind: 'words',
    group: 'Select',
    value: 'TAGS',
    describe: 'only tasks with one of these tags, comma-separated',
  },
  'skip-tags': { kind: 'words', group: 'Select', value: 'TAGS', describe: 'no task with one of these tags' },
  'start-at-task': {
    kind: 'text',
    group: 'Select',
    value: 'NAME',
    describe:
      'leave out the tasks before the first one of this name (* and ? match); handlers stay. The others are asked together, as always',
  },
  'extra-vars': {
    alias: 'e',
    kind: 'texts',
    group: 'Select',
    value: 'VARS',
    describe: 'variables that beat all others: k=v, JSON, YAML or @file; may be repeated',
  },
  user: {
    alias: 'u',
    kind: 'text',
    group: 'Connect',
    value: 'USER',
    describe: 'login user where the inventory names none (ansible_user is stronger)',
  },
  'private-key': { kind: 'text', group: 'Connect', value: 'FILE', describe: 'key where the inventory names none' },
  'known-hosts': {
    kind: 'text',
    group: 'Connect',
    value: 'FILE',
    describe: 'host keys to trust, besides ~/.ssh/known_hosts',
  },
  'accept-new': {
    kind: 'flag',
    group: 'Connect',
    describe: 'trust and record the key of a host that has none on record; a changed key is always refused',
  },
  'connect-timeout': {
    kind: 'text',
    group: 'Connect',
    value: 'TIME',
    describe: 'how long to wait for a host: 10s (default), 2m',
  },
  'ssh-config': {
    alias: 'F',
    kind: 'text',
    group: 'Connect',
    value: 'FILE',
    describe: 'in place of ~/.ssh/config and /etc/ssh/ssh_config; none does without',
  },
  become: {
    alias: 'b',
    kind: 'flag',
    group: 'Connect',
    describe: 'run tasks as root through sudo where the playbook does not say',
  },
  'ask-become-pass': {
    alias: 'K',
    kind: 'flag',
    group: 'Connect',
    describe: "ask once for sudo's password (or take it from BULWARK_BECOME_PASSWORD)",
  },
  'become-password-file': {
    kind: 'text',
    group: 'Connect',
    value: 'FILE',
    describe: "file with sudo's password; refused when others can read it",
  },
  'become-password-command': {
    kind: 'text',
    group: 'Connect',
    value: 'COMMAND',
    describe: "program that prints sudo's password: 'pass show sudo'",
  },
  'ask-pass': {
    alias: 'k',
    kind: 'flag',
    group: 'Connect',
    describe: 'ask once for the login password (or take it from BULWARK_PASSWORD)',
  },
  'password-file': {
    kind: 'text',
    group: 'Connect',
    value: 'FILE',
    describe: 'file with the login password; refused when others can read it',
  },
  'password-command': {
    kind: 'text',
    group: 'Connect',
    value: 'COMMAND',
    describe: 'program that prints the login password',
  },
  'ask-vault-pass': {
    alias: 'J',
    kind: 'flag',
    group: 'Secrets',
    describe: 'ask for the vault password (or take it from BULWARK_VAULT_PASSWORD)',
  },
  'vault-id': {
    kind: 'texts',
    group: 'Secrets',
    value: 'ID',
    describe: 'vault password with an id: prod@prompt, prod@FILE or prod@command:COMMAND; may be repeated',
  },
  'vault-password-file': {
    kind: 'text',
    group: 'Secrets',
    value: 'FILE',
    describe: 'file with the vault password; refused when others can read it',
  },
  'vault-password-command': {
    kind: 'text',
    group: 'Secrets',
    value: 'COMMAND',
    describe: 'program that prints the vault password',
  },
  'age-identity': {
    kind: 'texts',
    group: 'Secrets',
    value: 'FILE',
    describe: 'file of age identities (default: ~/.config/bulwark/age-identity); may be repeated',
  },
  recipient: {
    alias: 'r',
    kind: 'texts',
    group: 'Secrets',
    value: 'KEY',
    describe: 'public key to encrypt for: age1...; may be repeated (default: age_recipients in bulwark.yaml)',
  },
  force: {
    kind: 'flag',
    group: 'Run',
    describe:
      'view: also where standard output is no terminal; apply, assess: also hosts that Juju or Cluster API manages',
  },
  'on-disk': {
    kind: 'flag',
    group: 'Run',
    describe: 'edit in the temporary folder of the disk where there is no folder in memory',
  },
  forks: { alias: 'f', kind: 'text', group: 'Run', value: 'N', describe: 'hosts in work at once (default 50)' },
  check: {
    alias: 'C',
    kind: 'flag',
    group: 'Run',
    describe: 'change nothing: the same as `bulwark plan`, with --only-drifted as `bulwark drift`',
  },
  yes: { kind: 'flag', group: 'Run', describe: 'do not ask before changing; needed where there is no terminal' },
  disrupt: {
    kind: 'text',
    group: 'Run',
    value: 'WHAT',
    choices: ['none', 'process', 'node'],
    describe:
      'what changes may disrupt: none, process (default: restarts) or node (reboots); the rest is reported as drift',
  },
  'allow-lockout-risk': {
    kind: 'flag',
    group: 'Run',
    describe: 'with --yes: also change what may end our login and cannot be judged (firewall, PAM)',
  },
  'force-handlers': {
    kind: 'flag',
    group: 'Run',
    describe: 'run handlers that were notified also on hosts where a later task failed',
  },
  'lock-timeout': {
    kind: 'text',
    group: 'Run',
    value: 'TIME',
    describe: 'how long to wait while another run holds the lock (default 0s)',
  },
  'refresh-timeout': {
    kind: 'text',
    group: 'Run',
    value: 'TIME',
    describe: 'how long to wait while snapd refreshes the snap k8s on a host (default 5m)',
  },
  resume: {
    kind: 'text',
    group: 'Run',
    value: 'RUN',
    describe: 'go on with a run of the history: its playbook and options, on the hosts that it did not finish',
  },
  timeout: {
    kind: 'text',
    group: 'Run',
    value: 'TIME',
    describe: 'how long the command may take on a host: 5m (default), 30s',
  },
  'detailed-exitcode': { kind: 'flag', group: 'Run', describe: 'exit 3 when there is something to change' },
  'list-hosts': { kind: 'flag', group: 'Run', describe: 'only list the hosts, contact none' },
  'list-tasks': { kind: 'flag', group: 'Run', describe: 'only list the tasks' },
  'list-tags': { kind: 'flag', group: 'Run', describe: 'only list the tags' },
  'syntax-check': { kind: 'flag', group: 'Run', describe: 'only look for mistakes' },
  number: {
    alias: 'n',
    kind: 'text',
    group: 'Select',
    value: 'N',
    describe: 'so many of the newest runs (default 20)',
  },
  since: { kind: 'text', group: 'Select', value: 'TIME', describe: 'so long back: 7d (default), 24h' },
  host: { kind: 'text', group: 'Select', value: 'HOST', describe: 'only what happened on this host' },
  key: {
    kind: 'text',
    group: 'Run',
    value: 'FILE',
    describe: 'SSH key to sign with, or a public key whose private half the agent has',
  },
  out: {
    alias: 'o',
    kind: 'text',
    group: 'Run',
    value: 'FILE',
    describe:
      'a file to write: the plan, which `bulwark apply FILE` then does; the signed head of the history; an assessment, whose extension names the format, more than once',
  },
  profile: {
    kind: 'words',
    group: 'Select',
    value: 'NAMES',
    describe: 'judge by cis (what fits the installed version), cis-1.24, cis-1.12, stig; default: cis,stig',
  },
  'fail-on': {
    kind: 'words',
    group: 'Run',
    value: 'WORDS',
    describe:
      'what makes it exit 3: fail, cat-i, cat-ii, cat-iii, level-1, level-2, unknown, not-assessed, manual, none; default: fail,unknown',
  },
  baseline: {
    kind: 'text',
    group: 'Run',
    value: 'FILE',
    describe: 'an earlier assessment as JSON: exit 3 only for findings that are not in it',
  },
  merge: { kind: 'flag', group: 'Run', describe: 'with -o: what a person wrote into a checklist that is there stays' },
  sign: {
    kind: 'text',
    group: 'Run',
    value: 'KEY',
    describe: 'with -o FILE.tar: the SSH key that signs the evidence (a public one: by the agent)',
  },
  score: { kind: 'flag', group: 'Show', describe: 'also the share that passes, with what it is a share of' },
  script: {
    kind: 'text',
    group: 'Run',
    value: 'HOST',
    describe: 'print what apply would send to this host, as shell text',
  },
  signature: {
    kind: 'text',
    group: 'Run',
    value: 'FILE',
    describe: 'signed head to compare with (default: the one beside the history)',
  },
  'allowed-signers': {
    kind: 'text',
    group: 'Run',
    value: 'FILE',
    describe: 'who may sign, as ssh-keygen(1) wants it',
  },
  strict: { kind: 'flag', group: 'Run', describe: 'warnings are mistakes too: exit 5' },
  vars: { kind: 'flag', group: 'Show', describe: 'also the variables that groups and hosts set' },
  fingerprints: {
    kind: 'text',
    group: 'Connect',
    value: 'FILE',
    describe: 'host keys that somebody compared, a host and its SHA256:… a line: only these are trusted',
  },
  'all-types': {
    kind: 'flag',
    group: 'Connect',
    describe: 'a key of each type that a new host has (default: the best one)',
  },
  from: {
    kind: 'text',
    group: 'Select',
    value: 'SOURCE',
    choices: ['kubectl', 'ansible', 'ssh-config'],
    describe: 'where the machines are: kubectl (with --ask), ansible FILE or ssh-config [FILE]',
  },
  ask: {
    kind: 'text',
    group: 'Select',
    value: 'HOST',
    describe: 'control plane that is asked for the nodes: ubuntu@10.20.0.11',
  },
  hosts: {
    kind: 'text',
    group: 'Select',
    value: 'NAMES',
    describe: 'control planes: cp-[1:3], cp-1=10.20.0.11, or a group of the Ansible inventory',
  },
  workers: { kind: 'text', group: 'Select', value: 'NAMES', describe: 'workers, in the same way' },
  name: { kind: 'text', group: 'Select', value: 'CLUSTER', describe: 'name of the cluster' },
  'only-drifted': {
    kind: 'flag',
    group: 'Run',
    describe: 'change only what drifted since the last good run; an edited playbook is not rolled out',
  },
  step: {
    kind: 'flag',
    group: 'Run',
    describe:
      'ask before each task that has something to do, once for all hosts of its batch: yes, no, or continue without asking; each such task is then a stretch of its own, and handlers of what was done run unasked',
  },
  full: { kind: 'flag', group: 'Run', describe: 'look at everything, also where nothing moved' },
  playbook: {
    kind: 'text',
    group: 'Select',
    value: 'PLAYBOOK',
    describe: 'playbook of the schedule (default: the one in bulwark.yaml)',
  },
  every: {
    kind: 'text',
    group: 'Run',
    value: 'TIME',
    describe: 'how often: 30m (default), 6h, 1d; what divides an hour or a day',
  },
  at: { kind: 'text', group: 'Run', value: 'HH:MM', describe: 'time of day; without --every once a day' },
  repair: {
    kind: 'text',
    group: 'Run',
    value: 'WHAT',
    choices: ['no-restart', 'restart', 'none'],
    describe: 'what drift is repaired: what needs no restart (default), also by restarts, or none: it is only told',
  },
  weekly: {
    kind: 'text',
    group: 'Run',
    value: 'DAY',
    describe: "in place of repair: the week in short, each 'mon 07:00'",
  },
  jitter: {
    kind: 'text',
    group: 'Run',
    value: 'TIME',
    describe: 'start up to so much later, at random (default 2m where it runs every 20 min or less often)',
  },
  window: {
    kind: 'text',
    group: 'Run',
    value: 'FROM-UNTIL',
    describe: 'with --repair restart: restart only then, by the clock of this machine: 22:00-05:00',
  },
  timer: {
    kind: 'text',
    group: 'Run',
    value: 'WHAT',
    choices: ['user', 'system', 'cron'],
    describe: "what starts it (default: the user's own systemd, root's the machine's; cron where there is none)",
  },
  ping: {
    kind: 'text',
    group: 'Show',
    value: 'URL',
    describe: 'address to call after each run, URL/fail where it went wrong; @FILE has it',
  },
  mail: { kind: 'text', group: 'Show', value: 'ADDRESS', describe: 'mail what a run prints, through sendmail' },
  webhook: {
    kind: 'text',
    group: 'Show',
    value: 'URL',
    describe: 'post what a run prints as JSON (`text`); @FILE has the address',
  },
  'report-file': { kind: 'text', group: 'Show', value: 'FILE', describe: 'add what a run prints to this file' },
  rehearse: { kind: 'flag', group: 'Run', describe: 'only log in and look, as `schedule install` does' },
  owner: { kind: 'text', group: 'Run', value: 'WHO', describe: 'who carries the risk, and is asked about it' },
  'approved-by': { kind: 'text', group: 'Run', value: 'WHO', describe: 'who accepted it: a name, a ticket' },
  reason: { kind: 'text', group: 'Run', value: 'TEXT', describe: 'why, for somebody who reads it in a year' },
  expires: {
    kind: 'text',
    group: 'Run',
    value: 'DAY',
    describe: 'the last day on which it holds: 2027-06-30; at most 366 days from today (default: 90)',
  },
  'compensating-control': { kind: 'text', group: 'Run', value: 'TEXT', describe: 'what is done instead' },
  attest: { kind: 'flag', group: 'Run', describe: 'vouch for a control that needs a person, in place of a waiver' },
  diff: { alias: 'D', kind: 'flag', group: 'Show', describe: 'every changed line of every file' },
  by: {
    kind: 'text',
    group: 'Show',
    value: 'WHAT',
    choices: ['host', 'area'],
    describe: 'host: a block for each host, instead of hosts folded by equal values; area (assess): of the cluster',
  },
  verbose: { alias: 'v', kind: 'count', group: 'Show', describe: 'list tasks that changed nothing, too' },
  quiet: {
    alias: 'q',
    kind: 'flag',
    group: 'Show',
    describe: 'print nothing when all is as wanted; what apply and drift have to tell is a mail, once a day',
  },
  report: {
    kind: 'text',
    group: 'Show',
    value: 'WHAT',
    choices: ['problems', 'changes'],
    describe: 'with -q: problems (default), or changes: also expected drift that was repaired',
  },
  'metrics-file': {
    kind: 'text',
    group: 'Show',
    value: 'FILE',
    describe: 'write the numbers of the run for Prometheus (default: metrics in bulwark.yaml)',
  },
  format: {
    kind: 'text',
    group: 'Show',
    value: 'FORMAT',
    choices: ['tty', 'plain', 'jsonl'],
    describe: 'tty, plain or jsonl (default: tty on a terminal, else plain)',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof optionSpecs;

/** Understood everywhere, also without a command. */
export const globalOptions = {
  help: { alias: 'h', kind: 'flag', group: 'Show', describe: 'this text' },
  version: { kind: 'flag', group: 'Show', describe: 'which Bulwark this is' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const connectOptions: readonly OptionName[] = [
  'user',
  'private-key',
  'known-hosts',
  'accept-new',
  'connect-timeout',
  'ssh-config',
  'become',
  'ask-become-pass',
  'become-password-file',
  'become-password-command',
  'ask-pass',
  'password-file',
  'password-command',
];
export const vaultOptions: readonly OptionName[] = [
  'ask-vault-pass',
  'vault-id',
  'vault-password-file',
  'vault-password-command',
  'age-identity',
];
const showOptions: readonly OptionName[] = ['diff', 'verbose', 'quiet', 'format'];
export const selectOptions: readonly OptionName[] = ['inventory', 'limit', 'extra-vars'];

const playbookOptions: readonly OptionName[] = [
  ...selectOptions,
  'tags',
  'skip-tags',
  'start-at-task',
  ...connectOptions,
  ...vaultOptions,
  'forks',
  'check',
  'yes',
  'disrupt',
  'allow-lockout-risk',
  'lock-timeout',
  'refresh-timeout',
  'detailed-exitcode',
  'list-hosts',
  'list-tasks',
  'list-tags',
  'syntax-check',
  'by',
  ...showOptions,
  'metrics-file',
];
export const planOptions: readonly OptionName[] = [...playbookOptions, 'out', 'recipient', 'script'];
export const applyOptions: readonly OptionName[] = [
  ...playbookOptions,
  'force-handlers',
  'step',
  'resume',
  'only-drifted',
  'full',
  'force',
  'report',
];
export const driftOptions: readonly OptionName[] = [
  ...selectOptions,
  ...connectOptions,
  ...vaultOptions,
  'forks',
  'full',
  'by',
  ...showOptions,
  'metrics-file',
  'report',
];
export const historyOptions = {
  list: ['number', 'format'],
  show: ['host', ...showOptions],
  diff: [],
  summary: ['since'],
  verify: ['signature', 'allowed-signers'],
  sign: ['key', 'out'],
} as const satisfies Readonly<Record<string, readonly OptionName[]>>;
const hostOptions: readonly OptionName[] = [
  ...selectOptions,
  ...connectOptions,
  ...vaultOptions,
  'forks',
  ...showOptions,
];
export const factsOptions: readonly OptionName[] = [...hostOptions, 'by'];
export const assessOptions: readonly OptionName[] = [
  ...selectOptions,
  'tags',
  'skip-tags',
  'profile',
  ...connectOptions,
  ...vaultOptions,
  'forks',
  'refresh-timeout',
  'fail-on',
  'baseline',
  'out',
  'merge',
  'sign',
  'force',
  'by',
  'score',
  ...showOptions,
];
export const lintOptions: readonly OptionName[] = [...selectOptions, ...vaultOptions, 'strict', ...showOptions];
export const graphOptions: readonly OptionName[] = [...selectOptions, ...vaultOptions, 'vars'];
export const whyOptions: readonly OptionName[] = ['inventory', 'extra-vars', ...vaultOptions];
export const rollbackOptions: readonly OptionName[] = [...hostOptions, 'yes', 'lock-timeout'];
export const execOptions: readonly OptionName[] = [...hostOptions, 'yes', 'timeout', 'by'];
export const listOptions: readonly OptionName[] = [...selectOptions, ...vaultOptions, ...showOptions];
const hostKeyOptions: readonly OptionName[] = [
  ...selectOptions,
  ...vaultOptions,
  'known-hosts',
  'connect-timeout',
  'all-types',
];
export const verifyOptions: readonly OptionName[] = [...hostKeyOptions, 'quiet'];
export const scanOptions: readonly OptionName[] = [...hostKeyOptions, 'accept-new', 'fingerprints', 'yes'];
export const forgetOptions: readonly OptionName[] = [...selectOptions, ...vaultOptions, 'known-hosts', 'yes'];
export const initOptions: readonly OptionName[] = [
  'from',
  'ask',
  'hosts',
  'workers',
  'name',
  'user',
  'private-key',
  'accept-new',
  'fingerprints',
  'connect-timeout',
  'ask-become-pass',
  'become-password-file',
  'yes',
];
export const secretsOptions: readonly OptionName[] = [...vaultOptions, 'format'];

/** Nobody sits at a schedule: nothing is asked, and no key is accepted. */
export const unattendedOptions: readonly OptionName[] = [
  ...selectOptions,
  ...connectOptions.filter((name) => !['accept-new', 'ask-become-pass', 'ask-pass'].includes(name)),
  ...vaultOptions.filter((name) => name !== 'ask-vault-pass'),
  'forks',
];
const waiverFields: readonly OptionName[] = ['owner', 'approved-by', 'reason', 'expires', 'compensating-control'];
const waiverInputs: readonly OptionName[] = ['inventory', 'extra-vars', ...vaultOptions];
export const waiversOptions = {
  init: [...waiverInputs, ...waiverFields],
  add: [...selectOptions, ...vaultOptions, ...waiverFields, 'attest'],
  list: waiverInputs,
} as const satisfies Readonly<Record<string, readonly OptionName[]>>;
export const scheduleOptions = {
  install: [
    ...unattendedOptions,
    'playbook',
    'every',
    'at',
    'repair',
    'full',
    'weekly',
    'jitter',
    'window',
    'timer',
    'ping',
    'mail',
    'webhook',
    'report-file',
    'report',
  ],
  list: [],
  remove: [],
  run: ['rehearse'],
} as const satisfies Readonly<Record<string, readonly OptionName[]>>;
