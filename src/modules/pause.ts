import { z } from 'zod';

import type { ControllerModule, Pause } from '../domain/module.ts';
import { Float } from '../domain/value.ts';

/** A whole number; what is behind the point falls away, as in Ansible. */
const whole = z
  .any()
  .transform((value: unknown) => {
    const number =
      value instanceof Float ? value.value : typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(number) : null;
  })
  .refine((value) => value !== null, 'must be a number')
  .meta({ words: 'number' });

const params = z
  .strictObject({
    seconds: whole.optional(),
    minutes: whole.optional(),
    prompt: z.string().optional(),
    echo: z.boolean().default(true),
  })
  .refine((given) => given.seconds === undefined || given.minutes === undefined, 'takes seconds or minutes, not both');

type Params = z.output<typeof params>;

/** Waits for a time, or for an answer on the terminal; once for all hosts of the batch. */
export const pause: ControllerModule<Params> = {
  name: 'pause',
  summary: 'Waits for a time, or until somebody answers on the terminal',
  params,
  examples: ['- pause:\n    seconds: 30', '- pause:\n    prompt: Is the load balancer drained?\n  register: answer'],
  evaluate: (given) => ({ kind: 'ok', pause: pauseOf(given) }),
};

/** At least a second, as in Ansible. */
function pauseOf({ seconds, minutes, prompt, echo }: Params): Pause {
  const unit = typeof seconds === 'number' ? 'seconds' : 'minutes';
  const given = typeof seconds === 'number' ? seconds : typeof minutes === 'number' ? minutes * 60 : null;
  return { duration: given === null ? null : Math.max(1, given) * 1000, unit, prompt: prompt ?? null, echo };
}
