import { z } from 'zod';

import type { ControllerModule } from '../domain/module.ts';
import { toValue } from './values.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

const params = z
  .record(z.string(), z.unknown())
  .refine((facts) => namesOf(facts).length > 0, 'needs at least one name with a value')
  .superRefine((facts, context) => {
    for (const name of namesOf(facts).filter((given) => !identifier.test(given))) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'is no variable name: letters, digits and _, no digit first',
      });
    }
  });

/** Sets variables of this host for the rest of the run. `cacheable` is accepted and has no effect: nothing outlives a run. */
export const setFact: ControllerModule<z.output<typeof params>> = {
  name: 'set_fact',
  summary: 'Sets variables for the rest of the run',
  params,
  examples: ['- set_fact:\n    api_port: 6443\n    members: "{{ groups.control_plane | length }}"'],
  evaluate: (facts) => {
    const set = new Map(namesOf(facts).map((name) => [name, toValue(facts[name])]));
    return { kind: 'ok', facts: set, fields: new Map([['ansible_facts', set]]) };
  },
};

const namesOf = (facts: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(facts).filter((name) => name !== 'cacheable');
