import { z } from 'zod';

/** How long, in seconds; `off`: a hold that is there ends. */
export type Hold = { readonly kind: 'for'; readonly seconds: number; readonly text: string } | { readonly kind: 'off' };

/** snapd would hold for ever, and a fleet that is held for ever is never patched: such a hold is refused. */
export const holdSpan = z
  .union([z.string(), z.literal(false)], { error: 'must be a time such as 48h, or false' })
  .transform((given, context): Hold => {
    if (given === false || ['no', 'off', 'false'].includes(given)) return { kind: 'off' };
    const seconds = secondsOf(given);
    if (seconds !== null && seconds > 0 && seconds <= longest) return { kind: 'for', seconds, text: `${seconds}s` };
    const message =
      given === 'forever'
        ? 'must end: a snap that is held for ever is never patched. Write a time such as 48h'
        : 'must be a time of at most 90 days, such as 90m, 48h or 7d';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({ words: 'time such as 48h, or false' });

/** 90 days: what snapd itself allows a machine to put off by refresh.hold. */
const longest = 90 * 86_400;

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function secondsOf(text: string): number | null {
  const parts = [...text.matchAll(/([0-9]+)([smhd])/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) return null;
  return parts.reduce((sum, [, count = '0', unit = 's']) => sum + Number(count) * (units[unit] ?? 1), 0);
}
