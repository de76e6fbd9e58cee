import type { Expectation } from '../domain/file-state.ts';
import type { Fact, IntendedChange, Intent } from '../domain/intent.ts';
import type { Change, Step } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
import { type ShellCommand, wireText } from '../domain/shell-command.ts';
import { unreachable } from '../domain/unreachable.ts';
import { sha256 } from '../domain/sha256.ts';
import { sh } from '../shell/sh.ts';
import { type Prepared, type PreparedItem, itemKey } from './prepare.ts';
import { contentBytes } from './steps.ts';

/** An item's planned changes as a plan file keeps them, secrets included: `secret` says that they are. */
export function intentOf(
  prepared: Prepared,
  item: PreparedItem | null,
  { changes, assumed }: { readonly changes: readonly Change[]; readonly assumed: boolean },
  keeper: SecretKeeper,
): Intent {
  const bound = item?.item;
  const noLog = (bound?.kind === 'host' || bound?.kind === 'controller') && bound.settings.noLog;
  const intended = changes.map(intendedChange);
  return {
    key: item === null ? prepared.task.id : itemKey(prepared, item),
    task: prepared.task.name,
    assumed,
    secret: noLog || changes.some(holdsSecret) || tellsSecret(prepared.task.name, changes, intended, keeper),
    changes: intended,
  };
}

/** One change with all that decides it. */
export const intendedChange = (change: Change): IntendedChange => ({
  target: change.target,
  facts: [
    ...change.diff.entries.flatMap(({ name, before, after }): Fact[] => [
      [name, shown(before)],
      [`new ${name}`, shown(after)],
    ]),
    ['action', change.action],
    ['disrupts', change.disrupts],
    ...change.steps.flatMap(stepFacts),
  ],
});

const shown = (text: string | Secret | null): string =>
  text === null ? 'unset' : text instanceof Secret ? text.reveal() : text;

/** All of a step that decides what it does; what it was planned from comes before what it makes. */
function stepFacts(step: Step): readonly Fact[] {
  switch (step.kind) {
    case 'exec':
      return [
        ['command', wireText(step.command)],
        ['input', shown(step.input ?? null)],
        ...(step.upload === undefined ? [] : [['file', sha256(step.upload)] as const]),
        ['accepted exit codes', (step.accept ?? [0]).join(' ')],
        ...(step.account === undefined ? [] : [['account', step.account.name] as const]),
      ];
    case 'write-file':
      return [
        ...expected(step.expect),
        ['write', step.path],
        ...owned(step),
        ['new content', sha256(contentBytes(step))],
        ['validate', step.validate === undefined ? '' : wireText(step.validate(sh`"$t"`))],
        ['follows links', String(step.follow)],
      ];
    case 'remove-file':
      return [...expected(step.expect), ['remove', step.path]];
    case 'remove-directory':
      return [
        ['remove folder', step.path],
        ['with all in it', String(step.recursive)],
      ];
    case 'make-directory':
      return [['make folder', step.path], ...owned(step)];
    case 'make-link':
      return [
        ['link', step.path],
        ['to', step.target],
        ['hard', String(step.hard)],
        ['replaces', String(step.replace)],
      ];
    case 'set-attributes':
      return [...expected(step.expect), ['set on', step.path], ...owned(step), ['follows links', String(step.follow)]];
    case 'save-file':
      return [
        ['save on the controller', step.path],
        ['new content', sha256(step.content)],
        ...(step.recipients ?? []).map((recipient): [string, string] => ['encrypted for', recipient]),
      ];
    case 'set-sysctl':
      return [
        ['value', step.was ?? 'unset'],
        ['sysctl', step.key],
        ['new value', step.value],
      ];
    case 'unit':
      return [[step.verb, step.unit]];
    case 'daemon-reload':
      return [['systemd', 'daemon-reload']];
    case 'restart-unit':
      return [
        ['restart', step.unit],
        ['wait', `${String(step.waitActive)} ${String(step.stableFor)}`],
      ];
    case 'reboot':
      return [
        ['reboot', step.message],
        ['wait', `${String(step.before)} ${String(step.timeout)} ${String(step.after)}`],
        ['ready', wireText(step.ready)],
      ];
    default:
      return unreachable(step);
  }
}

function expected(expect: Expectation): readonly Fact[] {
  if (expect.kind === 'absent') return [['state', 'absent']];
  return [
    ['state', expect.kind === 'file' ? 'file' : expect.type],
    ['mode', octal(expect.mode)],
    ['owner', `${String(expect.uid)}:${String(expect.gid)}`],
    ...(expect.kind === 'file' ? [['content', expect.sha256] as const] : []),
  ];
}

const owned = (step: {
  readonly owner: string | null;
  readonly group: string | null;
  readonly mode: number | null;
}): readonly Fact[] => [
  ['new owner', `${step.owner ?? ''}:${step.group ?? ''}`],
  ['new mode', step.mode === null ? '' : octal(step.mode)],
];

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** Plain texts that are known to be secret (`-e db_password=...`, what a host said): a hash of one would tell it too. */
const tellsSecret = (
  task: string,
  changes: readonly Change[],
  intended: readonly IntendedChange[],
  keeper: SecretKeeper,
): boolean =>
  [
    task,
    ...intended.flatMap(({ target, facts }) => [target, ...facts.flat()]),
    ...changes.flatMap(({ diff, steps }) => [
      shown(diff.text?.before ?? null),
      shown(diff.text?.after ?? null),
      ...steps.map((step) => (step.kind === 'write-file' ? contentBytes(step).toString('utf8') : '')),
    ]),
  ].some((text) => keeper.holds(text));

const holdsSecret = ({ diff, steps }: Change): boolean =>
  diff.entries.some(({ before, after }) => before instanceof Secret || after instanceof Secret) ||
  diff.text?.before instanceof Secret ||
  diff.text?.after instanceof Secret ||
  steps.some(stepHoldsSecret);

function stepHoldsSecret(step: Step): boolean {
  if (step.kind === 'exec') return hasSecretPart(step.command) || step.input instanceof Secret;
  if (step.kind !== 'write-file') return false;
  return step.content instanceof Secret || (step.validate !== undefined && hasSecretPart(step.validate(sh`x`)));
}

const hasSecretPart = ({ parts }: ShellCommand): boolean => parts.some((part) => part instanceof Secret);
