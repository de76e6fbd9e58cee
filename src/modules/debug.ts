import { z } from 'zod';

import type { ControllerModule, ControllerResult, EvaluatedExpression } from '../domain/module.ts';
import { expression } from './params.ts';
import { toValue } from './values.ts';

const params = z
  .strictObject({
    msg: z.unknown().optional(),
    var: expression.optional(),
    verbosity: z.number().int().nonnegative().default(0),
  })
  .refine((given) => given.msg === undefined || given.var === undefined, 'takes msg or var, not both');

/** Shows a value, its type kept; with `verbosity: 1` only under `-v`. */
export const debug: ControllerModule<z.output<typeof params>> = {
  name: 'debug',
  summary: 'Shows a message or the value of an expression',
  params,
  examples: ['- debug:\n    msg: "{{ inventory_hostname }} is done"', '- debug:\n    var: ansible_facts'],
  expressions: ['var'],
  evaluate: (given) => {
    const { verbosity } = given;
    if (given.var !== undefined) return shown(given.var, verbosity);
    const message = given.msg === undefined ? 'Hello world!' : toValue(given.msg);
    return { kind: 'ok', message, verbosity, fields: new Map([['msg', message]]) };
  },
};

/** An undefined variable is told, not failed, as in Ansible. */
function shown({ text, value, problem }: EvaluatedExpression, verbosity: number): ControllerResult {
  const message = value === undefined ? (problem ?? `${text} is undefined`) : value;
  return { kind: 'ok', message, verbosity, fields: new Map([[text, message]]) };
}
