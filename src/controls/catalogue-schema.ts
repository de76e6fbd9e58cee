import { benchmarkIds, controlAreas, controlScopes } from '../domain/control.ts';
import { controlIdForm } from '../domain/control-id.ts';
import { oneOrMore, textForm, type EditorSchema } from '../domain/editor-schema.ts';
import { services } from '../domain/k8s-snap.ts';
import {
  boundOps,
  categories,
  datastores,
  defaults,
  severities,
  valueOps,
  valuesOps,
  zeros,
} from './catalogue-forms.ts';

const words = (description: string): EditorSchema => ({ description, type: 'string', minLength: 1 });
const list = (description: string): EditorSchema => ({ description, ...oneOrMore(textForm) });
const value: EditorSchema = { type: ['string', 'number', 'boolean'] };

const form = (properties: Readonly<Record<string, EditorSchema>>, required: readonly string[]): EditorSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const id: EditorSchema = {
  type: 'string',
  pattern: controlIdForm.source,
  errorMessage: 'must be a control id such as CIS-1.2.19',
};

const each = <Word extends string>(keys: readonly Word[], schema: EditorSchema) =>
  Object.fromEntries(keys.map((key) => [key, schema]));

const argCheck = form(
  {
    arg: {
      description: 'SERVICE --FLAG',
      type: 'string',
      pattern: `^(?:${services.join('|')}) --[A-Za-z0-9][A-Za-z0-9._-]*$`,
    },
    set: { const: true },
    file: { const: true },
    unset: {
      description: 'true: it must be unset; passes, fails: how an unset flag is judged',
      enum: [true, 'passes', 'fails'],
    },
    zero: { description: 'What 0 means to the binary. Default: off, which fails.', enum: zeros },
    map_lacks: form({ key: textForm, value }, ['key', 'value']),
    ...each(valueOps, value),
    ...each(valuesOps, oneOrMore(value)),
    ...each(boundOps, textForm),
  },
  ['arg'],
);

const path: EditorSchema = { type: 'string', pattern: '^/' };

const part: EditorSchema = {
  anyOf: [
    argCheck,
    form({ mode: path, at_most: { type: ['string', 'number'], pattern: '^0[0-7]{3}$' } }, ['mode', 'at_most']),
    form({ owner: path, is: { type: 'string', pattern: '^[^:]+:[^:]+$' } }, ['owner', 'is']),
    form({ sysctl: { type: 'string' }, is: textForm }, ['sysctl', 'is']),
    form({ task: words('What is wanted, in words') }, ['task']),
  ],
};

const stig = form(
  {
    stig_id: words('CNTR-K8-000170'),
    rule_id: words('SV-242387r...'),
    srg: words('SRG-APP-...'),
    severity: { enum: severities },
    cci: list('CCI-...'),
    nist: list('Controls of NIST SP 800-53'),
  },
  ['stig_id', 'rule_id', 'srg', 'severity'],
);

const control: EditorSchema = {
  ...form(
    {
      id,
      numbers: { description: 'Its number in each benchmark', ...form(each(benchmarkIds, textForm), []) },
      level: { enum: [1, 2] },
      category: { enum: categories },
      scope: { enum: controlScopes },
      area: { enum: controlAreas },
      title: words('In our words'),
      applies_when: {
        description: 'Facts that must hold, or it is not applicable',
        ...form(
          { datastore: { enum: datastores }, network: { enum: ['cilium'] }, kube_proxy: { type: 'boolean' } },
          [],
        ),
      },
      check: { anyOf: [part, form({ all: { type: 'array', items: part, minItems: 1 } }, ['all'])] },
      manual: words('Why a person has to look'),
      gone: words('Why its subject does not exist here'),
      rationale: words('Why it is wanted, in our words'),
      risk: words('What meeting it may break or cost'),
      references: list('Ids of other benchmarks'),
      default: { description: 'On a cluster that was just bootstrapped', enum: defaults },
      note: words('What else is to be known'),
      remediation: words('What repairs it'),
      contradicts: {
        description: 'Ids, with why',
        type: 'object',
        propertyNames: id,
        additionalProperties: { type: 'string' },
      },
      stig,
    },
    ['id', 'scope', 'area', 'title', 'rationale', 'default'],
  ),
  oneOf: [{ required: ['check'] }, { required: ['manual'] }, { required: ['gone'] }],
};

/** The schema of the files in `playbooks/controls/` for editors. */
export const catalogueSchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'Controls of benchmarks: what is wanted, and how it is judged.',
  ...form(
    {
      version: words('The day it was last changed'),
      benchmarks: {
        type: 'array',
        items: form(
          {
            id: { enum: benchmarkIds },
            title: words('Its name'),
            version: textForm,
            tailoring: words('What about it was fitted to this snap'),
            kubernetes: list('Minor versions that it is for'),
          },
          ['id', 'title', 'version'],
        ),
      },
      controls: { type: 'array', items: control },
    },
    ['version', 'controls'],
  ),
};
