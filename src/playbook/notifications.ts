import type { SourceRange } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import type { Problems } from '../source/problems.ts';
import { type Value, isList } from '../domain/value.ts';
import type { CompiledTask } from './compiled.ts';
import type { TextSetting } from './model.ts';
import { shownValue } from './plain.ts';

/** Every name that is notified must be a handler's name or one that a handler listens to. */
export function checkNotifications(
  tasks: readonly CompiledTask[],
  handlers: readonly CompiledTask[],
  lost: ReadonlySet<string>,
  problems: Problems,
): void {
  const names = new Set(handlers.flatMap(answersTo));
  for (const { task, plan } of [...tasks, ...handlers]) {
    plan.notify.forEach((name, index) => {
      const range = task.notify[index]?.range ?? plan.range;
      const written = task.notify[index];
      if (written !== undefined && isOpen(written, name)) return;
      if (!names.has(name) && !lost.has(name)) reportUnknown(name, range, names, problems);
    });
  }
  reportDuplicates(handlers, problems);
  reportCircle(handlers, problems);
}

/** A name that hangs on the host or the item is found when the task is bound. */
export const isOpen = ({ fill, written }: TextSetting, name: string | undefined): boolean =>
  fill.kind !== 'literal' && name === written;

/** A template may give a list of names. */
export const namesIn = (value: Value): readonly string[] => (isList(value) ? value : [value]).map(shownValue);

const answersTo = ({ plan }: CompiledTask): readonly string[] => [plan.name, ...plan.listen];

function reportUnknown(value: string, range: SourceRange, names: ReadonlySet<string>, problems: Problems): void {
  const [guess] = near(value, names);
  const hint = names.size === 0 ? 'this play has no handlers' : `its handlers: ${[...names].slice(0, 10).join(', ')}`;
  problems.error(
    'unknown-handler',
    `no handler of this play is called \`${value}\``,
    range,
    guess === undefined ? { hint } : { label: `did you mean \`${guess}\`?` },
  );
}

/** As in Ansible the last of two handlers with one name answers to it. */
function reportDuplicates(handlers: readonly CompiledTask[], problems: Problems): void {
  const seen = new Map<string, CompiledTask>();
  for (const handler of handlers.toReversed()) {
    const later = seen.get(handler.plan.name);
    if (later === undefined) seen.set(handler.plan.name, handler);
    else if (handler.task.name !== null) {
      const { line } = later.plan.range.start;
      problems.warn('duplicate-handler', `a later handler is called \`${handler.plan.name}\` too`, handler.plan.range, {
        label: `line ${line} answers instead`,
        hint: 'give it a name of its own',
      });
    }
  }
}

/** Handlers that notify each other would never come to an end. */
function reportCircle(handlers: readonly CompiledTask[], problems: Problems): void {
  const reached = (from: CompiledTask): readonly CompiledTask[] =>
    handlers.filter((handler) => answersTo(handler).some((name) => from.plan.notify.includes(name)));
  const cleared = new Set<CompiledTask>();
  const visit = (handler: CompiledTask, path: readonly CompiledTask[]): boolean => {
    if (cleared.has(handler)) return false;
    const at = path.indexOf(handler);
    if (at >= 0) {
      const names = [...path.slice(at), handler].map(({ plan }) => plan.name).join(' → ');
      problems.error('handler-circle', `handlers notify each other in a circle: ${names}`, handler.plan.range);
      return true;
    }
    const found = reached(handler).some((next) => visit(next, [...path, handler]));
    cleared.add(handler);
    return found;
  };
  handlers.some((handler) => visit(handler, []));
}
