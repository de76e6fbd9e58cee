import { entryName } from './journal.ts';
import type { HostWork } from './host-work.ts';
import { pendingKey, rememberPending } from './pending.ts';
import type { Performing } from './performing.ts';
import { markApplied, refuseApplied } from './plan-marks.ts';
import { itemKey } from './prepare.ts';
import { saveFile } from './save-file.ts';
import type { Sealed } from './seal-saved.ts';
import { type SectionContext, handlersNotifiedBy } from './section-context.ts';
import type { Slot } from './slot.ts';
import { type Uploads, stepCommand } from './steps.ts';

/**
 * The handlers that these changes will notify, written down before the first of them is made. What an earlier run
 * left behind is written down already, and stays that run's.
 */
export function pendingSlots(context: SectionContext, performing: readonly Performing[]): readonly Slot[] {
  const { host, play } = context;
  const slots = new Map<string, Slot>();
  for (const { queued, item } of performing) {
    const { identity } = item.settings;
    for (const handler of handlersNotifiedBy(play, queued.prepared.task, queued.item)) {
      const key = pendingKey(play, handler);
      if (host.hasPending(identity, key)) continue;
      const about = { key, handler: handler.name, play: play.name, task: queued.prepared.task.name };
      slots.set(key, {
        command: rememberPending({ ...about, run: host.options.run, digest: host.planDigest }),
        onlyIf: 'ok-so-far',
        read: (output) => void (output.code === 0 && host.journal.wrotePending(identity, key)),
      });
    }
  }
  return [...slots.values()];
}

/** `uploads`, `sealed`: what of its steps was made ready before. */
export function workSlots(
  context: SectionContext,
  host: HostWork,
  one: Performing,
  { uploads, sealed }: { readonly uploads: Uploads; readonly sealed: Sealed },
): readonly Slot[] {
  const steps = one.planned.changes.flatMap((change) => change.steps);
  const work = steps.map((step): Slot => {
    const restarted = step.kind === 'restart-unit' ? { unit: step.unit, gate: one.item.gate } : null;
    if (restarted !== null) host.journal.willRestart(restarted);
    const entry = host.journal.nextEntry();
    one.queued.entry ??= entry;
    return {
      command: stepCommand(step, entryName(entry), uploads),
      onlyIf: 'ok-so-far',
      read: (output) => {
        const said = step.kind === 'save-file' ? saveFile(host, step, sealed.get(step), output) : output;
        one.outputs.push({ step, output: said });
        if (restarted !== null && output.code !== null) host.journal.restarts.push({ ...restarted, entry });
      },
    };
  });
  const marks = host === context.host ? markSlots(host, one) : [];
  return [...work, ...gateSlots(context, one), ...marks];
}

export function gateSlots({ ports: { gates } }: SectionContext, one: Performing): readonly Slot[] {
  const { gate } = one.item;
  if (gate === null) return [];
  return [
    {
      command: gates.command([gate], 'ready'),
      onlyIf: 'ok-so-far',
      read: (output) => void (output.code !== null && (one.reports = gates.read(output, [gate]))),
    },
  ];
}

/** What a plan file allows is done once: refused where the host remembers it, and remembered as soon as it is done. */
export const onceSlots = (host: HostWork, performing: readonly Performing[]): readonly Slot[] =>
  host.options.kept === undefined
    ? []
    : [
        {
          command: refuseApplied(host.options.kept.id, performing.map(keyOf)),
          onlyIf: 'ok-so-far',
          read: () => undefined,
        },
      ];

export const markSlots = ({ options: { kept, run } }: HostWork, one: Performing): readonly Slot[] =>
  kept === undefined
    ? []
    : [{ command: markApplied(kept.id, keyOf(one), run), onlyIf: 'ok-so-far', read: () => undefined }];

export const keyOf = ({ queued: { prepared }, prepared: item }: Performing): string => itemKey(prepared, item);
