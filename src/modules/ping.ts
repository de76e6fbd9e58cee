import { z } from 'zod';

import { BadAnswer, type Module } from '../domain/module.ts';
import { sh } from '../shell/sh.ts';
import { anyText } from './params.ts';

const params = z.strictObject({ data: anyText.default('pong') });

/** Lets the host say a word back: proves login, become and the shell. */
export const ping: Module<z.output<typeof params>, string> = {
  name: 'ping',
  summary: 'Proves that the host answers',
  params,
  examples: ['- ping:', '- ping:\n    data: hello'],
  probe: ({ data }) => ({
    command: sh`printf %s ${data}`,
    reads: [],
    parse: ({ output }) => {
      const said = output.stdout.toString();
      if (output.code !== 0 || said !== data)
        throw new BadAnswer(`the host was to say ${JSON.stringify(data)}, not ${JSON.stringify(said)}`);
      return said;
    },
  }),
  plan: () => ({ kind: 'changes', changes: [] }),
  result: (_params, said) => new Map([['ping', said]]),
};
