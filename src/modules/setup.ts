import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import type { Mapping } from '../domain/value.ts';
import { oneOrMore } from './params.ts';
import { setupCommand, subsets, usualSubsets } from './setup/command.ts';
import { readFacts } from './setup/facts.ts';

const params = z.strictObject({ gather: oneOrMore(z.enum(subsets)).default([...usualSubsets]) });

/** What a host is: system, hardware, the k8s snap and its services. One question. */
export const setup: Module<z.output<typeof params>, Mapping> = {
  name: 'setup',
  aliases: ['gather_facts'],
  summary: 'Gathers facts of the host',
  params,
  examples: ['- setup:', '- setup:\n    gather: [os, k8s]'],
  probe: ({ gather }) => ({
    command: setupCommand(gather),
    reads: [anyResource],
    parse: ({ output }) => readFacts(output, gather),
  }),
  plan: () => ({ kind: 'changes', changes: [] }),
  result: (_params, facts) => new Map([['ansible_facts', facts]]),
};
