import type { PlaybookInvocation } from '../app/invocation.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import {
  combine,
  failuresOf,
  readBy,
  readCommon,
  readDisrupt,
  readLockTimeout,
  readRefreshTimeout,
  valueOf,
} from './options.ts';
import { allTexts, allWords, hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { sshOption } from './unknown-option.ts';
import { usageError } from './usage-error.ts';

/** Reads what `plan`, `apply` and `drift` have in common. */
export function readPlaybook(command: PlaybookInvocation['command'], raw: RawOptions): Parsed<PlaybookInvocation> {
  const [common, disrupt, by] = [readCommon(raw), readDisrupt(raw), readBy(raw)];
  const [lockTimeout, refreshTimeout] = [readLockTimeout(raw), readRefreshTimeout(raw)];
  const failures = [
    ...failuresOf(common, disrupt, lockTimeout, refreshTimeout, by),
    ...listConflict(raw),
    ...outConflict(raw),
    ...driftConflict(command, raw),
    ...reportConflict(raw),
  ];
  if (!common.ok) return combine(failures, () => never());
  return combine(failures, () => ({
    ...common.value,
    command,
    playbook: raw.operands[0] ?? null,
    tags: allWords(raw, 'tags'),
    skipTags: allWords(raw, 'skip-tags'),
    startAt: lastText(raw, 'start-at-task'),
    check: hasFlag(raw, 'check'),
    list: lists.find((what) => hasFlag(raw, `list-${what}`)) ?? null,
    syntaxCheck: hasFlag(raw, 'syntax-check'),
    yes: hasFlag(raw, 'yes'),
    byHost: valueOf(by, null) === 'host',
    detailedExitcode: hasFlag(raw, 'detailed-exitcode'),
    disrupt: valueOf(disrupt, null),
    allowLockoutRisk: hasFlag(raw, 'allow-lockout-risk'),
    forceHandlers: hasFlag(raw, 'force-handlers'),
    lockTimeout: valueOf(lockTimeout, 0),
    refreshTimeout: valueOf(refreshTimeout, 0),
    out: lastText(raw, 'out'),
    recipients: allTexts(raw, 'recipient'),
    script: lastText(raw, 'script'),
    step: hasFlag(raw, 'step'),
    onlyDrifted: hasFlag(raw, 'only-drifted'),
    full: hasFlag(raw, 'full'),
    force: hasFlag(raw, 'force'),
    resume: lastText(raw, 'resume'),
  }));
}

const lists = ['hosts', 'tasks', 'tags'] as const;

function listConflict(raw: RawOptions): readonly Diagnostic[] {
  const given = lists.filter((what) => hasFlag(raw, `list-${what}`)).map((what) => `--list-${what}`);
  return given.length < 2 ? [] : [usageError('option-conflict', `give one of ${given.join(' and ')}`)];
}

/** A plan file is made by looking, and it is the only result. */
function outConflict(raw: RawOptions): readonly Diagnostic[] {
  const others = ['script', 'list-hosts', 'list-tasks', 'list-tags', 'syntax-check', 'start-at-task'].filter(
    (name) => hasFlag(raw, name) || lastText(raw, name) !== null,
  );
  const out = lastText(raw, 'out');
  if (out !== null && /^[A-Z][A-Za-z]+(?:=| )/.test(out)) return [sshOption()];
  return out === null || others.length === 0
    ? []
    : [usageError('option-conflict', `give one of -o and --${others[0] ?? ''}`)];
}

/** What a host remembers is about the playbook as a whole. */
function driftConflict(command: PlaybookInvocation['command'], raw: RawOptions): readonly Diagnostic[] {
  if (!hasFlag(raw, 'only-drifted'))
    return command === 'apply' && hasFlag(raw, 'full')
      ? [usageError('option-conflict', '--full goes with --only-drifted: any other apply looks at everything')]
      : [];
  const [other] = ['tags', 'skip-tags', 'start-at-task'].filter((name) => lastText(raw, name) !== null);
  return other === undefined
    ? []
    : [
        usageError(
          'option-conflict',
          `give one of --only-drifted and --${other}`,
          'drift is told of the whole playbook',
        ),
      ];
}

const reportConflict = (raw: RawOptions): readonly Diagnostic[] =>
  lastText(raw, 'report') === null || hasFlag(raw, 'quiet')
    ? []
    : [usageError('option-conflict', '--report goes with --quiet: any other run tells everything')];

function never(): never {
  throw new Error('failures are not empty here');
}
