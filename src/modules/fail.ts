import { z } from 'zod';

import type { ControllerModule } from '../domain/module.ts';
import { messageText, toValue } from './values.ts';

const params = z.strictObject({ msg: z.unknown().default('Failed as requested from task') });

/** Fails the task with a message. */
export const fail: ControllerModule<z.output<typeof params>> = {
  name: 'fail',
  summary: 'Fails with a message of your own',
  params,
  examples: ['- fail:\n    msg: This host is not ready for hardening\n  when: not ready'],
  evaluate: ({ msg }) => ({
    kind: 'failed',
    message: messageText(toValue(msg)),
    fields: new Map([['msg', toValue(msg)]]),
  }),
};
