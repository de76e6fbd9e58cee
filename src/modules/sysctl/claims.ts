import type { Claim } from '../../domain/module.ts';
import type { SysctlTask } from './plan.ts';

/** Of the whole task: each key that it sets, live and for the next boot. */
export const claimsOf = ({ settings }: SysctlTask): readonly Claim[] =>
  settings.map(({ name, value }) => ({
    controls: [],
    what: name,
    subject: { kind: 'sysctl', key: name },
    guarantees: value === null ? { kind: 'absent' } : { kind: 'value', value },
  }));
