import type { PlaybookInvocation } from '../app/invocation.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { combine, failuresOf, readBy, readCommon, readDisrupt, readLockTimeout, valueOf } from './options.ts';
import { allWords, hasFlag } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

/** Reads what `plan` and `apply` have in common. */
export function readPlaybook(command: 'plan' | 'apply', raw: RawOptions): Parsed<PlaybookInvocation> {
  const [common, disrupt, lockTimeout, by] = [readCommon(raw), readDisrupt(raw), readLockTimeout(raw), readBy(raw)];
  const failures = [...failuresOf(common, disrupt, lockTimeout, by), ...listConflict(raw)];
  if (!common.ok) return combine(failures, () => never());
  return combine(failures, () => ({
    ...common.value,
    command,
    playbook: raw.operands[0] ?? null,
    tags: allWords(raw, 'tags'),
    skipTags: allWords(raw, 'skip-tags'),
    check: hasFlag(raw, 'check'),
    list: lists.find((what) => hasFlag(raw, `list-${what}`)) ?? null,
    syntaxCheck: hasFlag(raw, 'syntax-check'),
    yes: hasFlag(raw, 'yes'),
    byHost: valueOf(by, null) === 'host',
    detailedExitcode: hasFlag(raw, 'detailed-exitcode'),
    disrupt: valueOf(disrupt, null),
    lockTimeout: valueOf(lockTimeout, 0),
  }));
}

const lists = ['hosts', 'tasks', 'tags'] as const;

function listConflict(raw: RawOptions): readonly Diagnostic[] {
  const given = lists.filter((what) => hasFlag(raw, `list-${what}`)).map((what) => `--list-${what}`);
  return given.length < 2 ? [] : [usageError('option-conflict', `give one of ${given.join(' and ')}`)];
}

function never(): never {
  throw new Error('failures are not empty here');
}
