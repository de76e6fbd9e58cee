import { z } from 'zod';

import type { Module, StepOutput } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import type { Value } from '../domain/value.ts';
import { keyValues } from './key-values.ts';
import { anyText, seconds, word } from './params.ts';
import { planReboot } from './reboot/plan.ts';
import { rebootQuestion, readRebooting, type Rebooting } from './reboot/probe.ts';

const params = z.strictObject({
  reboot_timeout: seconds.default(600_000),
  pre_reboot_delay: seconds.default(0),
  post_reboot_delay: seconds.default(0),
  /** A line of a shell that succeeds once the host is back. */
  test_command: word.optional(),
  msg: anyText.default('Reboot initiated by Bulwark'),
});
export type RebootParams = z.output<typeof params>;

/** Reboots a host, never the last healthy control plane of its cluster. The engine performs it alone. */
export const reboot: Module<RebootParams, Rebooting> = {
  name: 'reboot',
  summary: 'Reboots the host and waits until it is back',
  params,
  examples: [
    '- reboot:',
    '- reboot:\n    msg: New kernel parameters\n    reboot_timeout: 900\n    test_command: systemctl is-active --quiet containerd',
  ],
  probe: () => ({ command: rebootQuestion, reads: [anyResource], parse: ({ output }) => readRebooting(output) }),
  plan: planReboot,
  result: (_params, _state, outputs) =>
    new Map<string, Value>([
      ['rebooted', outputs.length > 0],
      ['elapsed', elapsedOf(outputs)],
    ]),
};

const elapsedOf = (outputs: readonly StepOutput[]): number =>
  Number(keyValues(outputs.at(-1)?.output.stdout.toString('utf8') ?? '').get('elapsed') ?? 0);
