import type { Claim, Guarantee } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import type { ArgsTask } from './params.ts';
import type { FlagRule } from './rule.ts';

/** What the entries that carry controls see to. Of a secret nothing is told, and what is only looked at sees to nothing. */
export function claimsOf({ target, rules }: ArgsTask): readonly Claim[] {
  return rules.flatMap((rule) => {
    const guarantees = rule.controls.length === 0 ? null : guaranteeOf(rule);
    if (guarantees === null) return [];
    const subject = { kind: 'arg', service: target.name, flag: rule.flag } as const;
    return [{ controls: rule.controls, what: rule.flag, subject, guarantees }];
  });
}

function guaranteeOf(rule: FlagRule): Guarantee | null {
  switch (rule.kind) {
    case 'set':
      return rule.value instanceof Secret ? null : { kind: 'value', value: rule.value };
    case 'absent':
      return { kind: 'absent' };
    case 'merge':
      return { kind: 'with', items: rule.items };
    case 'remove':
      return { kind: 'without', items: rule.items };
    case 'ensure': {
      const { default: _, ...bounds } = rule.bounds;
      return { kind: 'bounds', ...bounds };
    }
    case 'check':
    case 'check-without':
      return null;
  }
}
