import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import type { Value } from '../domain/value.ts';
import { flag, seconds, word } from './params.ts';
import { planUnit } from './systemd/plan.ts';
import { reloadQuery, unitName, unitQuery, type UnitState } from './systemd/unit.ts';

const params = z
  .strictObject({
    name: word.refine((name) => /^[A-Za-z0-9:_.\\@-]+$/.test(name), 'must be the name of one unit').optional(),
    state: z.enum(['started', 'stopped', 'restarted', 'reloaded']).optional(),
    enabled: flag.optional(),
    masked: flag.optional(),
    daemon_reload: flag.default(false),
    reset_failed: flag.default(false),
    scope: z.literal('system').default('system'),
    /** Seconds until a started or restarted unit must be active; systemd's own start limits come on top. */
    wait_active: seconds.default(30_000),
    /** Seconds that it must then stay so with the same main process. */
    stable_for: seconds.default(0),
  })
  .refine((given) => given.name !== undefined || given.daemon_reload, {
    path: ['name'],
    message: 'is required (only daemon_reload goes without)',
  })
  .refine(
    (given) =>
      given.name !== undefined || [given.state, given.enabled, given.masked].every((wish) => wish === undefined),
    {
      path: ['name'],
      message: 'is required with state, enabled or masked',
    },
  )
  .refine(
    (given) =>
      !(given.masked === true && (given.state === 'started' || given.state === 'restarted' || given.enabled === true)),
    {
      path: ['masked'],
      message: 'contradicts state or enabled: a masked unit can neither start nor be enabled',
    },
  );
export type SystemdParams = z.output<typeof params>;

/** State of one systemd unit. */
export const systemd: Module<SystemdParams, UnitState> = {
  name: 'systemd',
  aliases: ['service', 'systemd_service'],
  summary: 'Starts, stops, restarts, enables and masks a systemd unit',
  params,
  examples: [
    '- systemd:\n    name: snap.k8s.kube-apiserver\n    state: restarted\n    wait_active: 60\n    stable_for: 10',
    '- service:\n    name: auditd\n    state: started\n    enabled: true',
    '- systemd:\n    daemon_reload: true',
  ],
  probe: ({ name }) => (name === undefined ? reloadQuery : unitQuery(name)),
  plan: planUnit,
  result: ({ name, state }, unit) =>
    new Map<string, Value>([
      ...(name === undefined
        ? []
        : [['name', unitName(name)] as const, ['enabled', unit.get('UnitFileState') === 'enabled'] as const]),
      ...(state === undefined ? [] : [['state', state === 'stopped' ? 'stopped' : 'started'] as const]),
      ['status', new Map(unit)],
    ]),
};
