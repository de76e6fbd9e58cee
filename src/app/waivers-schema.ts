import { controlIdForm } from '../domain/control-id.ts';
import { oneOrMore } from '../domain/editor-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';

const text = (description: string): EditorSchema => ({ description, type: 'string', minLength: 1 });

const entries = (description: string): EditorSchema => ({
  description,
  type: ['array', 'null'],
  items: {
    type: 'object',
    properties: {
      control: {
        description: 'The control that it is for: CIS-1.2.19, V-242464.',
        type: 'string',
        pattern: controlIdForm.source,
        errorMessage: 'must be a control id such as CIS-1.2.19',
      },
      hosts: {
        description: 'Where: a pattern, or a list of them. Default: all hosts.',
        ...oneOrMore({ type: 'string' }),
      },
      owner: text('Who carries the risk, and is asked about it.'),
      approved_by: text('Who accepted it: a name, a ticket.'),
      reason: text('Why, for somebody who reads it in a year.'),
      expires: {
        description: 'The last day on which it holds, at most 366 days from today: 2027-06-30.',
        type: 'string',
        pattern: String.raw`^\d{4}-\d\d-\d\d$`,
        errorMessage: 'must be a day such as 2027-06-30',
      },
      compensating_control: text('What is done instead.'),
    },
    required: ['control', 'owner', 'approved_by', 'reason', 'expires'],
    additionalProperties: false,
  },
});

const waivers = entries(
  'Risks that somebody accepted, each with an owner and an end. An expired waiver covers nothing.',
);

/** The schema of a file of waivers for editors: a list of them, or a mapping with attestations too. */
export const waiversSchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'What somebody answers for, in place of a control that is met.',
  anyOf: [
    { ...waivers, type: 'array' },
    {
      type: 'object',
      properties: { waivers, attestations: entries('Controls that need a person, and who vouches for them.') },
      additionalProperties: false,
    },
  ],
};
