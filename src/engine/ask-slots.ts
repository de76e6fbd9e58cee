import { type Identity, identityKey } from '../domain/connection.ts';
import type { BadAnswer } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { askAll } from './ask.ts';
import type { HostWork } from './host-work.ts';
import type { Slot } from './slot.ts';
import type { PreparedItem } from './prepare.ts';

interface AskSlots {
  readonly slots: readonly Slot[];
  readonly prelude: ShellCommand;
  /** After a frame that did not end: gives `why` to the item whose question hung, or to all when a shared one did. */
  blame(why: BadAnswer): void;
}

/** The questions of these items as slots whose outputs fill in the answers once the last has come. */
export function askSlots(host: HostWork, items: readonly PreparedItem[]): AskSlots {
  const asked = items.flatMap((prepared) =>
    prepared.item.kind === 'host' ? [{ prepared, bound: prepared.item.bound }] : [],
  );
  const questions = askAll(
    asked.map(({ bound }) => bound),
    host.saved?.look,
  );
  const outputs: CommandOutput[] = [];
  const settle = (): void => {
    const { answers, files } = questions.read(outputs);
    asked.forEach(({ prepared, bound }, at) => {
      prepared.answer = answers[at] ?? null;
      for (const { path } of bound.query.files ?? [])
        if (files !== null) host.realPaths.set(path, files.realPath(path));
    });
  };
  const slots = questions.commands.map((command, at) => ({
    ...command,
    asks: true as const,
    read: (output: CommandOutput) => {
      outputs[at] = output;
      if (at === questions.commands.length - 1) settle();
    },
  }));
  if (slots.length === 0) settle();
  const blame = (why: BadAnswer): void => {
    const owner = questions.owner(outputs.length);
    asked.forEach(({ prepared }, at) => void ((owner === null || owner === at) && (prepared.answer = why)));
  };
  return { slots, prelude: questions.prelude, blame };
}

export function byIdentity(items: readonly PreparedItem[]): readonly (readonly [Identity, readonly PreparedItem[]])[] {
  const groups = new Map<string, { identity: Identity; items: PreparedItem[] }>();
  for (const prepared of items) {
    if (prepared.item.kind !== 'host') continue;
    const { identity } = prepared.item.settings;
    const group = groups.get(identityKey(identity)) ?? { identity, items: [] };
    group.items.push(prepared);
    groups.set(identityKey(identity), group);
  }
  return [...groups.values()].map(({ identity, items: asked }) => [identity, asked]);
}
