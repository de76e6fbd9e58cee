import { z } from 'zod';

import type { ControllerModule } from '../domain/module.ts';
import { metaActions } from '../domain/run-plan.ts';
import { freeForm } from './command/params.ts';

/** What Ansible has beyond ours, and what to write instead. */
const replacements: Readonly<Record<string, string>> = {
  end_batch: 'is not here: `end_play` ends the play for all its hosts, `end_host` for one',
  end_role: 'is not here, as there are no roles: put the rest into a block with `when`',
  clear_facts: 'is not here: facts are gathered anew in every run',
  refresh_inventory: 'is not here: the inventory is read once, before the first connection',
  reset_connection: 'is not here: drop the task, commands see new groups and limits in the next run',
};

const params = z
  .preprocess(
    freeForm,
    z.strictObject({
      cmd: z
        .any()
        .superRefine((word: unknown, context) => {
          const message = typeof word === 'string' ? replacements[word] : undefined;
          if (message !== undefined) context.addIssue({ code: 'custom', message });
        })
        .pipe(z.enum(metaActions)),
    }),
  )
  .meta({ freeForm: true });

/** Steers the run itself. The engine does what it says; here is only what may be written. */
export const meta: ControllerModule<z.output<typeof params>> = {
  name: 'meta',
  summary: 'Runs the notified handlers now, or ends the play for a host or for all',
  params,
  examples: ['- meta: flush_handlers', '- meta: end_host\n  when: ansible_facts.k8s is not defined'],
  evaluate: () => ({ kind: 'ok' }),
};
