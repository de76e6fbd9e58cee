import type { Claim } from '../../domain/module.ts';
import type { SysctlTask } from './plan.ts';

/** What is so once the task is done, live and at the next boot; without controls of its own a setting is the whole task's. */
export const claimsOf = ({ settings }: Pick<SysctlTask, 'settings'>): readonly Claim[] =>
  settings.map(({ name, value, controls }) => ({
    controls,
    what: name,
    subject: { kind: 'sysctl', key: name },
    guarantees: value === null ? { kind: 'absent' } : { kind: 'value', value },
  }));
