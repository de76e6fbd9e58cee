import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import type { Value } from '../domain/value.ts';
import { aptQuestion } from './apt/question.ts';
import { planApt } from './apt/plan.ts';
import { readApt, transactionOf, type AptState } from './apt/read.ts';
import { flag, oneOrMore, seconds, word } from './params.ts';

/** `nginx`, `nginx:arm64`, `nginx=1.2*`. */
const packageName = word.regex(
  /^[a-z0-9][a-z0-9+.-]*(?::[a-z0-9-]+)?(?:=[A-Za-z0-9.+:~*-]+)?$/,
  'must be the name of a package, with a version as in nginx=1.2*',
);
const names = z
  .preprocess(
    (given) => (typeof given === 'string' ? given.split(',').map((name) => name.trim()) : given),
    oneOrMore(packageName),
  )
  .meta({ words: 'package, or a list of them' });

const written = z
  .strictObject({
    name: names.optional(),
    pkg: names.optional(),
    package: names.optional(),
    state: z.enum(['present', 'absent', 'latest']).default('present'),
    upgrade: z
      .enum(['no', 'yes', 'safe', 'full', 'dist'])
      .or(flag.transform((on) => (on ? 'yes' : 'no')))
      .default('no')
      .meta({ words: 'one of no, yes, safe, full, dist' }),
    update_cache: flag.optional(),
    cache_valid_time: seconds.default(0),
    purge: flag.default(false),
    autoremove: flag.default(false),
    install_recommends: flag.optional(),
    only_upgrade: flag.default(false),
    default_release: word.optional(),
    allow_downgrade: flag.default(false),
    lock_timeout: seconds.default(60_000),
  })
  .refine((given) => [given.name, given.pkg, given.package].filter((one) => one !== undefined).length < 2, {
    path: ['name'],
    message: 'is the same as pkg and package: give one of them',
  });

const params = written
  .transform((given) => ({ ...given, packages: given.name ?? given.pkg ?? given.package ?? [] }))
  .refine(
    (given) => given.packages.length > 0 || given.update_cache === true || given.autoremove || given.upgrade !== 'no',
    { path: ['name'], message: 'is required, unless there is update_cache, upgrade or autoremove' },
  )
  .refine((given) => given.packages.length === 0 || given.upgrade === 'no', {
    path: ['upgrade'],
    message: 'goes without name',
  });
export type AptParams = z.output<typeof params>;

/** Packages of Debian and Ubuntu. What would be done is asked of apt-get itself, which then does it. */
export const apt: Module<AptParams, AptState> = {
  name: 'apt',
  summary: 'Installs, upgrades and removes packages of Debian and Ubuntu',
  params,
  examples: [
    '- apt:\n    name: [auditd, audispd-plugins]\n    update_cache: true\n    cache_valid_time: 3600',
    '- apt:\n    name: containerd=1.7*\n    install_recommends: false',
    '- apt:\n    name: telnetd\n    state: absent\n    purge: true',
  ],
  probe: (given) => ({
    command: aptQuestion(given),
    reads: [anyResource],
    parse: ({ output }) => readApt(output),
  }),
  plan: planApt,
  changed: (_given, outputs) => {
    const said = outputs.map(({ output }) => output.stdout.toString('utf8')).join('\n');
    return /^bulwark:changed$/m.test(said) || transactionOf(said).length > 0;
  },
  result: (_given, state, outputs) => {
    const said = outputs.map(({ output }) => output.stdout.toString('utf8')).join('\n');
    return new Map<string, Value>([
      ['cache_updated', /^bulwark:updated$/m.test(said)],
      ['cache_update_time', Number(/^cache=([0-9]+)$/m.exec(said)?.[1] ?? state.cacheTime)],
      ...(outputs.length === 0
        ? []
        : ([
            ['stdout', said.replaceAll(/^(?:bulwark:.*|cache=.*)\n/gm, '')],
            ['stderr', outputs.map(({ output }) => output.stderr.toString('utf8')).join('\n')],
          ] as const)),
    ]);
  },
};
