import type { SourceRange } from '../domain/diagnostic.ts';
import { foldNodes } from '../domain/node-set.ts';
import { near } from '../domain/near.ts';
import type { HostMemory } from '../domain/run-plan.ts';
import type { Value } from '../domain/value.ts';
import type { Problems } from '../source/problems.ts';
import { scopeFor } from './attempt-task.ts';
import { Attempts } from './bind-problems.ts';
import { loopTurns } from './bind-loop.ts';
import type { CompiledPlay } from './compile-play.ts';
import type { CompiledTask, World } from './compiled.ts';
import { allHold, evaluateFill } from './evaluate-fill.ts';
import type { TextSetting } from './model.ts';
import { PendingNames } from './pending-names.ts';
import { omitted } from './plain.ts';

/**
 * The hosts that tasks are delegated to, by name. Every one has to be known before connecting, since it is reached and
 * locked then, and to be in the inventory.
 */
export function delegatesOf(
  plays: readonly CompiledPlay[],
  world: World,
  lost: ReadonlySet<string>,
  problems: Problems,
): ReadonlySet<string> {
  const found = new Set<string>();
  const delegated = plays
    .filter(({ isWhole }) => isWhole)
    .flatMap((play) =>
      [...play.tasks, ...play.handlers].flatMap((task) => {
        const { delegateTo } = task.inherited;
        return delegateTo === null ? [] : [{ play, task, delegateTo }];
      }),
    );
  if (delegated.length === 0) return found;
  const pending = new PendingNames(plays, lost);
  for (const { play, task, delegateTo } of delegated) {
    const wrong = new Map<string, string[]>();
    for (const host of play.plan.hosts)
      for (const name of targetsOf(task, host, delegateTo, pending.before(task, host).memory)) {
        if (typeof name === 'string' && world.variables.inventory.hosts.has(name)) found.add(name);
        else note(wrong, typeof name === 'string' ? name : `\0${name.pending}`, host);
      }
    for (const [name, hosts] of wrong)
      tell(name, { hosts, all: play.plan.hosts.length }, delegateTo.range, world, problems);
  }
  return found;
}

/** On which variable of the run a target hangs. */
interface Pending {
  readonly pending: string;
}

/** One target an item; what cannot be worked out for another reason is told where the task is checked. */
function targetsOf(
  task: CompiledTask,
  host: string,
  { fill }: TextSetting,
  memory: HostMemory,
): readonly (string | Pending)[] {
  if (fill.kind === 'literal') return textOf(fill.value);
  const scopeOf = (turn: ReadonlyMap<string, Value>): ReturnType<typeof scopeFor> => scopeFor(task, host, memory, turn);
  const outer = scopeOf(new Map());
  const loop = new Attempts(outer);
  const turns = loop.run(() => loopTurns(task.task.loop, outer));
  return (turns ?? [new Map<string, Value>()]).flatMap((turn): readonly (string | Pending)[] => {
    const scope = scopeOf(turn);
    if (new Attempts(scope).run(() => allHold(task.inherited.when, scope)) === false) return [];
    const attempts = new Attempts(scope);
    const value = attempts.run(() => ({ name: evaluateFill(fill, scope) }));
    if (attempts.pendingOn !== null) return [{ pending: attempts.pendingOn }];
    if (value !== null) return textOf(value.name);
    const hangsOn = turns === null ? loop.pendingOn : null;
    return hangsOn === null ? [] : [{ pending: hangsOn }];
  });
}

const textOf = (value: Value): readonly string[] =>
  typeof value === 'string' && value !== omitted && value !== '' ? [value] : [];

function note(wrong: Map<string, string[]>, name: string, host: string): void {
  const hosts = wrong.get(name) ?? [];
  wrong.set(name, hosts);
  if (hosts.at(-1) !== host) hosts.push(host);
}

function tell(
  name: string,
  { hosts, all }: { readonly hosts: readonly string[]; readonly all: number },
  range: SourceRange,
  { variables: { inventory } }: World,
  problems: Problems,
): void {
  const detail = hosts.length === all ? {} : { detail: `on ${foldNodes(hosts)}` };
  if (name.startsWith('\0')) {
    problems.error(
      'delegate-not-known',
      `\`delegate_to\` hangs on \`${name.slice(1)}\`, which is known only in the run`,
      range,
      { hint: 'name a host that is known before connecting: "{{ groups[\'control_plane\'][0] }}"', ...detail },
    );
    return;
  }
  problems.error('unknown-delegate', `\`delegate_to\` names ${name}, which is not in the inventory`, range, {
    hint: hintFor(name, [...inventory.hosts.keys()]),
    ...detail,
  });
}

function hintFor(name: string, hosts: readonly string[]): string {
  if (['localhost', '127.0.0.1', '::1'].includes(name))
    return 'nothing runs on this machine, unless the inventory has a host for it: `localhost: { ansible_connection: local }`';
  const [guess] = near(name, hosts);
  return guess === undefined ? 'put the host into the inventory' : `did you mean \`${guess}\`?`;
}
