import { controlIdForm } from '../domain/control-id.ts';
import {
  oneOrMore,
  orTemplate,
  refusedWord,
  switchForm,
  template,
  textForm,
  unionOf,
} from '../domain/editor-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';
import { loopReplacements, missingKeywords } from './keywords.ts';
import type { gateKeywords, loopControlKeywords } from './keywords.ts';
import { VARIABLE } from './parse-values.ts';

const expression: EditorSchema = { type: ['string', 'boolean', 'number'] };
const conditions = oneOrMore(expression);
const number = orTemplate({ type: 'number', minimum: 0 });
const flag = orTemplate(switchForm);
const variable: EditorSchema = {
  type: 'string',
  pattern: VARIABLE.source,
  errorMessage: 'must be a variable name: letters, digits and _, no digit first',
};
const variables: EditorSchema = { type: ['object', 'null'], propertyNames: { pattern: VARIABLE.source } };
const names = unionOf([oneOrMore(textForm), { type: 'null' }]);
const duration = orTemplate({
  type: ['number', 'string'],
  minimum: 0,
  pattern: String.raw`^(?:[0-9]+(?:\.[0-9]+)?|(?:[0-9]+(?:ms|s|m|h))+)$`,
  errorMessage: 'must be seconds or a duration such as 30s, 2m or 1h',
});
const oneOf = (...words: readonly string[]): EditorSchema => ({ type: 'string', enum: words });
const batch: EditorSchema = { type: ['integer', 'string'], minimum: 1 };

const loopControl = {
  label: textForm,
  loop_var: variable,
  index_var: variable,
} satisfies Record<(typeof loopControlKeywords)[number], EditorSchema>;

const gate = {
  component: textForm,
  endpoint: { type: ['string', 'null'] },
  timeout: duration,
  stable_for: duration,
} satisfies Record<(typeof gateKeywords)[number], EditorSchema>;

/** What may stand behind a keyword, as far as an editor can judge it; lists of tasks are the schema's own matter. */
export const keywordForms: Readonly<Record<string, EditorSchema>> = {
  any_errors_fatal: flag,
  become: flag,
  become_method: orTemplate(
    unionOf([oneOf('sudo', 'doas'), { type: 'string', pattern: String.raw`^\w+\.\w+\.(?:sudo|doas)$` }]),
  ),
  become_user: textForm,
  changed_when: conditions,
  check_mode: flag,
  controls: unionOf([
    oneOrMore({
      type: 'string',
      pattern: controlIdForm.source,
      errorMessage: 'must be a control id such as CIS-1.2.19',
    }),
    { type: 'null' },
  ]),
  delay: number,
  delegate_to: textForm,
  diff: flag,
  environment: orTemplate(unionOf([{ type: 'object' }, { type: 'array' }])),
  failed_when: conditions,
  force_handlers: flag,
  gate: { type: 'object', properties: gate, required: ['component'], additionalProperties: false },
  gather_facts: flag,
  hosts: oneOrMore(textForm),
  ignore_errors: flag,
  ignore_unreachable: flag,
  import_playbook: textForm,
  import_tasks: unionOf([
    textForm,
    { type: 'object', properties: { file: textForm }, required: ['file'], additionalProperties: false },
  ]),
  listen: names,
  loop: orTemplate({ type: 'array' }),
  loop_control: { type: 'object', properties: loopControl, additionalProperties: false },
  max_fail_percentage: number,
  name: textForm,
  no_log: flag,
  notify: names,
  on_failure: oneOf('keep', 'rollback'),
  order: oneOf('inventory', 'reverse_inventory', 'sorted', 'reverse_sorted'),
  reason: textForm,
  register: variable,
  restart_if: oneOf('stale'),
  retries: number,
  risk: textForm,
  run_once: flag,
  serial: unionOf([oneOrMore(batch), template]),
  tags: names,
  throttle: number,
  timeout: number,
  until: conditions,
  vars: variables,
  vars_files: unionOf([{ type: 'array', items: oneOrMore(textForm) }, { type: 'null' }]),
  when: conditions,
  with_items: {},
};

/** Words of Ansible that are none here, each with what to write instead. */
export const refusedKeywords: Readonly<Record<string, EditorSchema>> = Object.fromEntries([
  ...[...missingKeywords].map(([word, hint]) => [word, refusedWord(`${word} is not part of the language: ${hint}`)]),
  ...[...loopReplacements].map(([word, use]) => [word, refusedWord(`${word} is not part of the language: use ${use}`)]),
]);
