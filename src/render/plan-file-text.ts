import { wrap } from './columns.ts';
import { ago } from './duration.ts';
import { escapeControls } from './host-text.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { count } from '../domain/count.ts';

/** Which file the plan is kept in, or comes from, and how old it is: `prod.plan, made 2 h ago by alice@laptop (run 1121-k7)`. */
export function planFileText(story: Story, width: number, label = ''): readonly string[] {
  const hang = Math.max(2, label.length);
  const file = story.planFile;
  if (file === null) return [];
  if (file.use === 'written')
    return wrap(`kept in ${escapeControls(file.path)}, for ${count(file.hosts.length, 'host')}`, width, hang);
  const made = ago(story.now - file.madeAt);
  const held = `${count(file.changes, 'change')} on ${count(file.hosts.length, 'host')}`;
  return wrap(
    `${label}${escapeControls(file.path)}, made ${made} by ${escapeControls(file.by)} (run ${escapeControls(file.run)}): ${held}`,
    width,
    hang,
  );
}

/** What to type after a plan: do the file that was just written or shown, or keep one. */
export function planFileNext(
  story: Story,
  options: TextOptions,
): readonly { readonly command: string; readonly why: string }[] | null {
  const file = story.planFile;
  return file === null
    ? null
    : [{ command: options.command('apply', { planFile: file.path }), why: 'do just this plan' }];
}
