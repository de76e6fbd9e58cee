import { oneOrMore } from '../domain/editor-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';
import { CONTROL } from '../playbook/parse-controls.ts';

/** The schema of a file of waivers for editors. Nothing reads such a file yet: `bulwark waivers` comes later. */
export const waiversSchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'Risks that somebody accepted, each with an owner and an end. An expired waiver counts as none.',
  type: 'array',
  items: {
    type: 'object',
    properties: {
      control: {
        description: 'The control that is not met: CIS-1.2.19, V-242464.',
        type: 'string',
        pattern: CONTROL.source,
        errorMessage: 'must be a control id such as CIS-1.2.19',
      },
      hosts: {
        description: 'Where: a pattern, or a list of them. Default: all hosts.',
        ...oneOrMore({ type: 'string' }),
      },
      owner: { description: 'Who accepted the risk, and is asked about it.', type: 'string', minLength: 1 },
      reason: { description: 'Why it is accepted.', type: 'string', minLength: 1 },
      expires: {
        description: 'The last day on which it holds: 2027-06-30.',
        type: 'string',
        pattern: String.raw`^\d{4}-\d\d-\d\d$`,
        errorMessage: 'must be a day such as 2027-06-30',
      },
    },
    required: ['control', 'owner', 'reason', 'expires'],
    additionalProperties: false,
  },
};
