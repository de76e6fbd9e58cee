import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { sh } from '../shell/sh.ts';
import { argumentList, commandLine, commonParams, freeForm } from './command/params.ts';
import { planRun, runFields, runQuery, type Run, type RunState } from './command/run.ts';
import { splitWords } from './command/words.ts';

const params = z
  .preprocess(
    freeForm,
    z
      .strictObject({ cmd: commandLine.optional(), argv: argumentList.optional(), ...commonParams })
      .refine((given) => (given.cmd === undefined) !== (given.argv === undefined), 'needs cmd or argv, and not both')
      .refine((given) => given.cmd === undefined || (splitWords(given.cmd) ?? []).length > 0, {
        path: ['cmd'],
        message: 'must hold at least one word, and every quote closed',
      }),
  )
  .meta({ freeForm: true });
type Params = z.output<typeof params>;

/** Runs a program without a shell: no pipes, no variables, no globs. */
export const command: Module<Params, RunState> = {
  name: 'command',
  summary: 'Runs a program, without a shell',
  params,
  examples: [
    '- command: k8s kubectl get nodes\n  changed_when: false',
    '- command:\n    argv: [k8s, kubectl, version]\n    read_only: true\n  register: version',
    '- command:\n    cmd: openssl rand -out /etc/bulwark.key 32\n    creates: /etc/bulwark.key',
  ],
  probe: (given) => runQuery(runOf(given)),
  plan: (given, state) => planRun(runOf(given), state),
  result: (given, state, outputs) => runFields(runOf(given), state, outputs),
};

function runOf(given: Params): Run {
  const words = given.argv ?? splitWords(given.cmd ?? '') ?? [];
  return { ...given, command: sh`${words}`, shown: given.cmd ?? words.join(' '), argv: words };
}
