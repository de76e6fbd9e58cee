import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import type { Value } from '../domain/value.ts';
import { flag, word } from './params.ts';
import { holdSpan } from './snap/hold.ts';
import { planSnap } from './snap/plan.ts';
import { readSnap, snapQuestion, type SnapState } from './snap/probe.ts';

const revision = z
  .union([z.number().int().positive(), z.string().regex(/^x?[1-9][0-9]*$/, 'must be a revision such as 1234 or x1')])
  .transform(String)
  .meta({ words: 'revision' });

const params = z
  .strictObject({
    name: word.regex(/^[a-z0-9][a-z0-9-]*(?:_[a-z0-9]{1,10})?$/, 'must be the name of a snap'),
    state: z.enum(['present', 'absent']).default('present'),
    channel: word.regex(/^[A-Za-z0-9._/-]+$/, 'must be a channel such as 1.34-classic/stable').optional(),
    revision: revision.optional(),
    classic: flag.default(false),
    hold: holdSpan.optional(),
    refresh: flag.default(false),
    purge: flag.default(false),
  })
  .refine((given) => given.revision === undefined || !given.refresh, {
    path: ['refresh'],
    message: 'contradicts revision, which is one and the same',
  })
  .refine(
    (given) =>
      given.state === 'present' || [given.channel, given.revision, given.hold].every((one) => one === undefined),
    {
      path: ['state'],
      message: 'absent goes with name and purge only',
    },
  );
export type SnapParams = z.output<typeof params>;

/** One snap. Refuses while snapd works on any; a hold always ends. */
export const snap: Module<SnapParams, SnapState> = {
  name: 'snap',
  summary: 'Installs, refreshes, holds and removes a snap',
  params,
  examples: [
    '- snap:\n    name: k8s\n    channel: 1.34-classic/stable\n    classic: true',
    '- snap:\n    name: k8s\n    hold: 48h',
    '- snap:\n    name: lxd\n    state: absent',
  ],
  probe: (given) => ({
    command: snapQuestion(given),
    reads: [anyResource],
    parse: ({ output }) => readSnap(given.name, output),
  }),
  plan: planSnap,
  result: ({ name, state }, { installed }) =>
    new Map<string, Value>([
      ['name', name],
      ['state', state],
      ['version', installed?.version ?? null],
      ['revision', installed?.revision ?? null],
      ['channel', installed?.channel ?? null],
      ['held', installed?.held ?? false],
    ]),
};
