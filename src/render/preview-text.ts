import { wrap } from './columns.ts';
import { lookOutText, notSelectedText, planBody, planHead, restartedWords } from './plan-text.ts';
import { planFileText } from './plan-file-text.ts';
import { planWords } from './progress-text.ts';
import { previewOf } from './story.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';

/** What an `apply` is about to change: the head and the risks, or every line of every file. */
export function previewText(story: Story, whole: boolean, options: TextOptions): readonly string[] {
  if (story.start?.mode === 'rollback') return wrap(`Rollback: ${planWords(story)}.`, options.width, 2);
  const preview = previewOf(story);
  if (whole) return planBody(preview, { ...options, diff: true });
  return [
    ...(options.quiet ? planFileText(story, options.width) : []),
    ...wrap(`${planHead(preview)}${restartedWords(preview)}.`, options.width, 2),
    ...notSelectedText(preview, options),
    ...lookOutText(preview, options.width),
  ];
}
