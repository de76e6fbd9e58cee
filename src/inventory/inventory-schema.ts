import type { EditorSchema } from '../domain/editor-schema.ts';
import { NAME } from '../domain/host-name.ts';
import { connectionWords } from './words.ts';

/** Variables that are read before any template is, and so have a form of their own. */
const forms: Readonly<Record<string, EditorSchema>> = {
  ansible_connection: { type: 'string', examples: ['ssh', 'openssh', 'local'] },
  ansible_group_priority: { type: 'integer' },
};

const variables: EditorSchema = {
  type: ['object', 'null'],
  properties: Object.fromEntries(
    Object.entries(connectionWords).map(([name, description]) => [name, { description, ...forms[name] }]),
  ),
  additionalProperties: true,
};

const group: EditorSchema = {
  type: ['object', 'null'],
  properties: {
    hosts: {
      description: 'The hosts of the group, each a key with a colon; behind it variables of the host alone.',
      type: ['object', 'null'],
      additionalProperties: variables,
    },
    children: {
      description: 'Groups whose hosts belong to this one, too, each a key with a colon.',
      type: ['object', 'null'],
      propertyNames: { not: { const: 'all' } },
      additionalProperties: { $ref: '#/definitions/group' },
    },
    vars: { ...variables, description: 'Variables of all hosts of the group.' },
  },
  additionalProperties: false,
};

/** The schema of a YAML inventory for editors. */
export const inventorySchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'Groups of hosts; `all` holds every host.',
  type: 'object',
  minProperties: 1,
  properties: {
    all: { description: 'The group of all hosts.', $ref: '#/definitions/group' },
    control_plane: {
      description: 'The control planes: what the shipped playbooks ask for.',
      $ref: '#/definitions/group',
    },
    workers: { description: 'The workers: what the shipped playbooks ask for.', $ref: '#/definitions/group' },
  },
  propertyNames: { pattern: NAME.source, errorMessage: 'must be the name of a group: letters, digits and _' },
  additionalProperties: { $ref: '#/definitions/group' },
  definitions: { group },
};
