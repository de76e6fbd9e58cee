import { oneOrMore, textForm } from '../domain/editor-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';

const file = (description: string): EditorSchema => ({ description, ...textForm, minLength: 1 });

const command = (what: string): EditorSchema => ({
  description: `A command that prints ${what}; a list is run without a shell.`,
  ...oneOrMore(textForm),
});

const inside = (description: string, key: string, form: EditorSchema): EditorSchema => ({
  description,
  type: 'object',
  properties: { [key]: form },
  required: [key],
  additionalProperties: false,
});

const maintenance: EditorSchema = {
  description: 'Outages that were announced: what cannot be reached then is no failure.',
  type: 'array',
  items: {
    type: 'object',
    properties: {
      hosts: { description: 'A pattern: worker-2, workers, all.', type: 'string' },
      from: { description: 'When it begins: 2026-11-22T22:00+01:00, or 2026-11-22 22:00 UTC.', type: 'string' },
      until: { description: 'When it ends.', type: 'string' },
      weekly: { description: 'Every week, instead of from and until: Sun 02:00-04:00 Europe/Berlin.', type: 'string' },
      reason: { description: 'What is told of it.', ...textForm },
    },
    required: ['hosts'],
    oneOf: [{ required: ['from', 'until'] }, { required: ['weekly'] }],
    additionalProperties: false,
  },
};

/** What `bulwark.yaml` may say, each key with its meaning; the reader takes the keys from here. */
export const configForms: Readonly<Record<string, EditorSchema>> = {
  inventory: file('The inventory that commands use without -i: a file or a folder.'),
  playbook: file('The playbook that commands use when none is named.'),
  forks: { description: 'Hosts in work at once. Default 50.', type: 'integer', minimum: 1, maximum: 1000 },
  known_hosts: file('Host keys that are trusted, besides those of ~/.ssh/known_hosts.'),
  ssh_config: file("Instead of ssh's usual files of settings; none: no file."),
  become_password_file: file("A file with sudo's password."),
  become_password_command: command("sudo's password"),
  password_file: file('A file with the password to log in with.'),
  password_command: command('the password to log in with'),
  vault_password_file: file('A file with the password of ansible-vault files.'),
  vault_password_command: command('the password of ansible-vault files'),
  age_identities: { description: 'Files with the private keys that open what age encrypted.', ...oneOrMore(textForm) },
  age_recipients: { description: 'Public keys of age to encrypt for.', ...oneOrMore({ type: 'string' }) },
  history: file('Where runs are recorded: a file, or none.'),
  maintenance,
  waivers: file('Risks that somebody accepted. Default: waivers.yaml beside this file, where it is there.'),
  metrics: inside('Numbers of each run for Prometheus.', 'textfile', file('The file that the node exporter reads.')),
  otel: inside('Where traces and metrics of runs are sent.', 'endpoint', {
    description: 'Base URL of an OpenTelemetry collector (OTLP over HTTP): http://collector.example.org:4318',
    type: 'string',
    pattern: '^https?://',
  }),
  modules: {
    description: 'Modules of your own: files (./modules/motd.ts) and npm packages. Their code runs in Bulwark.',
    type: 'array',
    items: { type: 'string', minLength: 1 },
  },
};

/** The schema of `bulwark.yaml` for editors. */
export const projectConfigSchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'What commands work with in this folder and below it. Options win; paths are relative to this file.',
  type: 'object',
  properties: configForms,
  additionalProperties: false,
  allOf: ['become_password', 'password', 'vault_password'].map((name) => ({
    not: { required: [`${name}_file`, `${name}_command`] },
  })),
};
