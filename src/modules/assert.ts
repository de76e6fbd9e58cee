import { z } from 'zod';

import type { ControllerModule, ControllerResult, EvaluatedExpression, Fields } from '../domain/module.ts';
import { expression, flag, oneOrMore } from './params.ts';
import { messageText, toValue } from './values.ts';

const params = z
  .strictObject({
    that: oneOrMore(expression),
    fail_msg: z.unknown().optional(),
    msg: z.unknown().optional(),
    success_msg: z.unknown().optional(),
    quiet: flag.default(false),
    severity: z.enum(['error', 'warning']).default('error'),
  })
  .refine(
    (given) => given.msg === undefined || given.fail_msg === undefined,
    'takes fail_msg or its other name msg, not both',
  );
type Params = z.output<typeof params>;

/** Fails, or warns, when an expression is not true; expressions must be booleans, as in Ansible 2.19. */
export const assert: ControllerModule<Params> = {
  name: 'assert',
  summary: 'Fails, or warns, unless every expression is true',
  params,
  examples: [
    '- assert:\n    that:\n      - ansible_facts.uid == 0\n      - ansible_facts.memory_bytes >= 2147483648\n    fail_msg: Too small for a control plane',
    '- assert:\n    that: ansible_facts.memory_bytes >= 4294967296\n    severity: warning\n    fail_msg: |-\n      less than 4 GiB: an audit log needs some of it\n      leave it off: audit_log: false',
  ],
  expressions: ['that'],
  evaluate: (given) => {
    const unmet = given.that.find(({ value }) => value !== true);
    return unmet === undefined ? passed(given) : untrue(given, unmet);
  },
};

function passed({ success_msg: wanted, quiet }: Params): ControllerResult {
  const message = toValue(wanted ?? 'All assertions passed');
  const fields: Fields = new Map([['msg', message]]);
  return quiet ? { kind: 'ok', fields } : { kind: 'ok', message, fields };
}

function untrue(given: Params, unmet: EvaluatedExpression): ControllerResult {
  const wanted = given.fail_msg ?? given.msg;
  const message = wanted === undefined ? `Assertion failed: ${reason(unmet)}` : messageText(toValue(wanted));
  const fields: Fields = new Map([
    ['assertion', unmet.text],
    ['evaluated_to', unmet.value ?? null],
    ['msg', wanted === undefined ? 'Assertion failed' : toValue(wanted)],
  ]);
  return given.severity === 'warning' && unmet.value === false
    ? { kind: 'ok', warnings: [message], fields }
    : { kind: 'failed', message, fields };
}

function reason({ text, value, problem }: EvaluatedExpression): string {
  if (value === undefined) return `${text}: ${problem ?? 'a variable is undefined'}`;
  return value === false
    ? `${text} is false`
    : `${text} is no boolean but ${messageText(value)}: compare it, or test with "is truthy"`;
}
