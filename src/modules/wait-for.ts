import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import type { Value } from '../domain/value.ts';
import { absolutePath, anyText, oneOrMore, seconds, word } from './params.ts';
import { connectionStates, waitCommand, waitQuery, type WaitState } from './wait-for/command.ts';
import { matchOf } from './wait-for/match.ts';
import { planWait } from './wait-for/plan.ts';

const port = z.coerce
  .number()
  .int()
  .min(1, 'must be a port from 1 to 65535')
  .max(65_535, 'must be a port from 1 to 65535');

const params = z
  .strictObject({
    host: word.regex(/^[A-Za-z0-9._:%-]+$/, 'must be a name or an address').default('127.0.0.1'),
    port: port.optional(),
    path: absolutePath.optional(),
    search_regex: word.optional(),
    state: z.enum(['started', 'stopped', 'present', 'absent', 'drained']).default('started'),
    timeout: seconds.default(300_000),
    delay: seconds.default(0),
    sleep: seconds.default(1000),
    connect_timeout: seconds.default(5000),
    active_connection_states: z.array(z.enum(connectionStates)).default([...connectionStates]),
    exclude_hosts: oneOrMore(word).optional(),
    msg: anyText.optional(),
  })
  .refine((given) => given.port === undefined || given.path === undefined, 'takes port or path, not both')
  .refine((given) => given.path === undefined || !['stopped', 'drained'].includes(given.state), {
    path: ['state'],
    message: 'stopped and drained go with a port',
  })
  .refine((given) => given.state !== 'drained' || given.port !== undefined, {
    path: ['port'],
    message: 'is required with state drained',
  })
  .refine((given) => given.exclude_hosts === undefined || given.state === 'drained', {
    path: ['exclude_hosts'],
    message: 'goes with state drained',
  });
export type WaitParams = z.output<typeof params>;

/** Waits on the host until a port or a path is as it should be. Never changes anything. */
export const waitFor: Module<WaitParams, WaitState> = {
  name: 'wait_for',
  summary: 'Waits until a port, a file or a text in it is there, or gone',
  params,
  examples: [
    '- wait_for:\n    port: 6443\n    timeout: 120',
    '- wait_for:\n    path: /var/log/kubernetes/audit.log\n    search_regex: ResponseComplete',
    '- wait_for:\n    path: /run/lock/upgrade.lock\n    state: absent',
    '- wait_for:\n    timeout: 30',
  ],
  probe: (given) => waitQuery(given),
  plan: (given, state) => planWait(given, state, waitCommand(given)),
  result: (given, state, outputs) => {
    const said = outputs.at(-1)?.output.stdout.toString('utf8') ?? state.said;
    return new Map<string, Value>([
      ['state', given.state],
      ['port', given.port ?? null],
      ['path', given.path ?? null],
      ['search_regex', given.search_regex ?? null],
      ...matchOf(given.search_regex, said),
      ['elapsed', Number(/^elapsed=([0-9]+)/m.exec(said)?.[1] ?? 0)],
    ]);
  },
};
