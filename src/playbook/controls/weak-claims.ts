import type { Diagnostic, SourceRange } from '../../domain/diagnostic.ts';
import type { ControlGuard } from '../../domain/control-guard.ts';
import type { Claim, ControlId } from '../../domain/module.ts';
import type { CompiledTask } from '../compiled.ts';
import type { HostScope } from '../scope.ts';
import { carriedBy } from './carried.ts';
import { placeOfClaim } from './place-of-claim.ts';

/**
 * What is wrong with what the entries of a task guarantee on one host: a value that is weaker than the check of a
 * control that the entry carries (`weaker-than-control`), unless a waiver covers it there; a control that is about
 * something else (`control-not-answered`). A claim without controls is the whole task's.
 */
export function weakClaims(compiled: CompiledTask, claims: readonly Claim[], scope: HostScope): readonly Diagnostic[] {
  const carrying = claims.filter((claim) => idsOf(claim, compiled).length > 0);
  const guard = carrying.length === 0 ? null : compiled.world.guard();
  if (guard === null) return [];
  const name = scope.get('inventory_hostname');
  const host = typeof name === 'string' ? name : '';
  return carrying.flatMap((claim) => problemsOf(claim, compiled, { guard, host, scope, all: carrying }));
}

const idsOf = ({ controls }: Claim, { task }: CompiledTask): readonly ControlId[] =>
  controls.length === 0 ? task.controls : controls;

interface Where {
  readonly guard: ControlGuard;
  readonly host: string;
  readonly scope: HostScope;
  readonly all: readonly Claim[];
}

function problemsOf(claim: Claim, compiled: CompiledTask, where: Where): readonly Diagnostic[] {
  const { guard, host, scope, all } = where;
  const ids = idsOf(claim, compiled);
  const othersWith = (id: ControlId): readonly Claim[] =>
    all.filter((other) => other !== claim && idsOf(other, compiled).includes(id));
  const found = ids.flatMap((id) => {
    const control = guard.find(id);
    return control === null ? [] : [{ id, compared: guard.compare(claim, control, othersWith(id)) }];
  });
  const weak = found.flatMap(({ id, compared }) =>
    compared.kind === 'weak' && !guard.isWaived(id, host) ? [{ id, wanted: compared.wanted }] : [],
  );
  const place = (): SourceRange => placeOfClaim(compiled.task, claim, scope);
  return [
    ...unknownIds(ids, claim, compiled, guard).map((id) => unknown(id, place())),
    ...(weak.length === 0 ? [] : [weaker(claim, weak, compiled, place())]),
    ...found.flatMap(({ id, compared }) =>
      compared.kind === 'elsewhere' && claim.controls.length > 0
        ? [elsewhere(id, claim, compared.wanted, compiled)]
        : [],
    ),
  ];
}

/** Those that are written out were reported without a host. */
function unknownIds(
  ids: readonly ControlId[],
  claim: Claim,
  { task }: CompiledTask,
  guard: ControlGuard,
): readonly ControlId[] {
  const written = carriedBy(task).map(({ value }) => value);
  return claim.controls.length === 0 ? [] : ids.filter((id) => guard.find(id) === null && !written.includes(id));
}

const unknown = (id: ControlId, range: SourceRange): Diagnostic => ({
  severity: 'error',
  code: 'unknown-control',
  summary: `there is no control \`${id}\``,
  range,
  hint: 'write the ids of `controls` out, as `bulwark explain` knows them',
});

interface Weak {
  readonly id: ControlId;
  readonly wanted: string;
}

function weaker(claim: Claim, weak: readonly Weak[], { task }: CompiledTask, range: SourceRange): Diagnostic {
  const ids = weak.map(({ id }) => id);
  const wishes = [...new Set(weak.map(({ wanted }) => wanted))];
  const { file, start } = task.range;
  const isElsewhere = range.file !== file;
  return {
    severity: 'error',
    code: 'weaker-than-control',
    summary: `\`${claim.what}\` would be weaker than a control that this task meets`,
    range,
    label: `${joined(ids)} ${ids.length === 1 ? 'wants' : 'want'} ${wishes.join(', and ')}`,
    ...(isElsewhere && { detail: `the task is at ${file}:${start.line}` }),
    hint: `to accept the risk: bulwark waivers add ${ids.join(' ')}`,
  };
}

function elsewhere(id: ControlId, claim: Claim, wanted: readonly string[], { task }: CompiledTask): Diagnostic {
  return {
    severity: 'error',
    code: 'control-not-answered',
    summary: `\`${claim.what}\` cannot tell whether ${id} is met`,
    range: placeOfClaim(task, claim, null),
    label: `it wants ${wanted.join(', and ')}`,
    hint: 'take the id to the entry that checks it',
  };
}

const joined = (ids: readonly string[]): string =>
  ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
